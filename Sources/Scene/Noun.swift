/// A thing's name in both languages.
struct Noun: Equatable, Sendable {
    /// English, without an article.
    var singular: String
    var plural: String
    /// Chinese, and the measure word that counts it.
    var chinese: String
    var measure: String

    /// The noun of a detector's label. One that nobody wrote down follows the rules of English spelling, and stays English in Chinese.
    init(label: String) {
        if let known = Self.known[Self.otherNames[label] ?? label] {
            self = known
            return
        }
        let name = label.replacing("_", with: " ")
        self.init(name, Self.plural(of: name), "“\(name)”", "个")
    }

    private init(_ singular: String, _ plural: String, _ chinese: String, _ measure: String) {
        self.singular = singular
        self.plural = plural
        self.chinese = chinese
        self.measure = measure
    }

    /// `a` or `an`, by the first sound.
    var article: String {
        let word = singular.lowercased()
        let silent = ["hour", "honest", "heir"]
        // They begin like "you" and "one".
        let consonants = ["uni", "use", "euro", "ufo", "one", "ukulele"]
        if silent.contains(where: word.hasPrefix) { return "an" }
        if consonants.contains(where: word.hasPrefix) { return "a" }
        return word.first.map("aeiou".contains) == true ? "an" : "a"
    }

    static func plural(of singular: String) -> String {
        if singular.hasSuffix("man") { return singular.dropLast(3) + "men" }
        if ["s", "x", "z", "ch", "sh"].contains(where: singular.hasSuffix) { return singular + "es" }
        if singular.hasSuffix("y"), let before = singular.dropLast().last, !"aeiou".contains(before) { return singular.dropLast() + "ies" }
        return singular + "s"
    }

    /// What other models call the same things.
    private static let otherNames = [
        "aeroplane": "airplane", "motorbike": "motorcycle", "sofa": "couch", "tvmonitor": "tv", "television": "tv", "diningtable": "dining table",
        "pottedplant": "potted plant", "cellphone": "cell phone", "hair dryer": "hair drier", "mobile phone": "cell phone",
    ]

    /// COCO's labels: singular, plural, Chinese, measure word.
    private static let known: [String: Noun] = {
        var nouns: [String: Noun] = [:]
        for line in table.split(separator: "\n") {
            let cells = line.split(separator: "|").map { String($0.drop { $0 == " " }) }
            nouns[cells[0]] = Noun(cells[1], cells[2], cells[3], cells[4])
        }
        return nouns
    }()

    /// Label | singular | plural | Chinese | measure word.
    private static let table = """
        person|person|people|人|个
        bicycle|bicycle|bicycles|自行车|辆
        car|car|cars|汽车|辆
        motorcycle|motorcycle|motorcycles|摩托车|辆
        airplane|airplane|airplanes|飞机|架
        bus|bus|buses|公交车|辆
        train|train|trains|火车|列
        truck|truck|trucks|卡车|辆
        boat|boat|boats|船|艘
        traffic light|traffic light|traffic lights|红绿灯|个
        fire hydrant|fire hydrant|fire hydrants|消防栓|个
        street sign|street sign|street signs|路牌|块
        stop sign|stop sign|stop signs|停车标志|块
        parking meter|parking meter|parking meters|停车计时器|个
        bench|bench|benches|长椅|张
        bird|bird|birds|鸟|只
        cat|cat|cats|猫|只
        dog|dog|dogs|狗|只
        horse|horse|horses|马|匹
        sheep|sheep|sheep|羊|只
        cow|cow|cows|牛|头
        elephant|elephant|elephants|大象|头
        bear|bear|bears|熊|头
        zebra|zebra|zebras|斑马|匹
        giraffe|giraffe|giraffes|长颈鹿|只
        hat|hat|hats|帽子|顶
        backpack|backpack|backpacks|背包|个
        umbrella|umbrella|umbrellas|雨伞|把
        shoe|shoe|shoes|鞋|只
        eye glasses|pair of glasses|pairs of glasses|眼镜|副
        handbag|handbag|handbags|手提包|个
        tie|tie|ties|领带|条
        suitcase|suitcase|suitcases|行李箱|个
        frisbee|frisbee|frisbees|飞盘|个
        skis|pair of skis|pairs of skis|滑雪板|副
        snowboard|snowboard|snowboards|单板滑雪板|块
        sports ball|ball|balls|球|个
        kite|kite|kites|风筝|只
        baseball bat|baseball bat|baseball bats|棒球棒|根
        baseball glove|baseball glove|baseball gloves|棒球手套|只
        skateboard|skateboard|skateboards|滑板|块
        surfboard|surfboard|surfboards|冲浪板|块
        tennis racket|tennis racket|tennis rackets|网球拍|支
        bottle|bottle|bottles|瓶子|个
        plate|plate|plates|盘子|个
        wine glass|wine glass|wine glasses|酒杯|个
        cup|cup|cups|杯子|个
        fork|fork|forks|叉子|把
        knife|knife|knives|刀|把
        spoon|spoon|spoons|勺子|把
        bowl|bowl|bowls|碗|个
        banana|banana|bananas|香蕉|根
        apple|apple|apples|苹果|个
        sandwich|sandwich|sandwiches|三明治|个
        orange|orange|oranges|橙子|个
        broccoli|piece of broccoli|pieces of broccoli|西兰花|棵
        carrot|carrot|carrots|胡萝卜|根
        hot dog|hot dog|hot dogs|热狗|个
        pizza|pizza|pizzas|披萨|个
        donut|donut|donuts|甜甜圈|个
        cake|cake|cakes|蛋糕|块
        chair|chair|chairs|椅子|把
        couch|couch|couches|沙发|张
        potted plant|potted plant|potted plants|盆栽|盆
        bed|bed|beds|床|张
        mirror|mirror|mirrors|镜子|面
        dining table|table|tables|桌子|张
        window|window|windows|窗户|扇
        desk|desk|desks|书桌|张
        toilet|toilet|toilets|马桶|个
        door|door|doors|门|扇
        tv|TV|TVs|电视|台
        laptop|laptop|laptops|笔记本电脑|台
        mouse|mouse|mice|鼠标|个
        remote|remote control|remote controls|遥控器|个
        keyboard|keyboard|keyboards|键盘|个
        cell phone|phone|phones|手机|部
        microwave|microwave|microwaves|微波炉|台
        oven|oven|ovens|烤箱|台
        toaster|toaster|toasters|烤面包机|台
        sink|sink|sinks|水槽|个
        refrigerator|refrigerator|refrigerators|冰箱|台
        blender|blender|blenders|搅拌机|台
        book|book|books|书|本
        clock|clock|clocks|时钟|个
        vase|vase|vases|花瓶|个
        scissors|pair of scissors|pairs of scissors|剪刀|把
        teddy bear|teddy bear|teddy bears|泰迪熊|只
        hair drier|hair dryer|hair dryers|吹风机|个
        toothbrush|toothbrush|toothbrushes|牙刷|把
        hair brush|hairbrush|hairbrushes|梳子|把
        """
}

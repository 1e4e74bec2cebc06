private import Foundation

/// Names in Chinese text, as far as they can be told without taking it apart into words: by surnames with what stands around them, by endings of places, and by a list of countries and
/// cities. Many names are not found; what is found is nearly always one.
enum FaithfulnessChineseNames {
    static func names(in text: FaithfulnessText) -> [FaithfulnessName] {
        var found: [FaithfulnessName] = []
        for run in runs(text) {
            let characters = run.map { text.han($0)! }
            for range in people(characters) + places(characters) {
                let name = String(characters[range])
                found.append(FaithfulnessName(kind: .han(name), text: name, place: run.lowerBound + range.lowerBound))
            }
        }
        var seen: Set<String> = []
        return found.sorted { $0.place < $1.place }.filter { seen.insert($0.text).inserted }
    }

    /// A source's characters in pinyin without tones, a space before and behind each syllable.
    static func spelled(_ text: FaithfulnessText) -> String {
        let characters = String(text.tokens.indices.compactMap { text.han($0) })
        guard !characters.isEmpty, let latin = characters.applyingTransform(.mandarinToLatin, reverse: false) else { return "" }
        return " " + FaithfulnessText.fold(latin) + " "
    }

    private static func runs(_ text: FaithfulnessText) -> [Range<Int>] {
        var runs: [Range<Int>] = []
        for index in text.tokens.indices where text.han(index) != nil {
            if let last = runs.last, last.upperBound == index { runs[runs.count - 1] = last.lowerBound..<index + 1 } else { runs.append(index..<index + 1) }
        }
        return runs
    }

    // MARK: People

    private static func people(_ characters: [Character]) -> [Range<Int>] {
        var found: [Range<Int>] = []
        for index in characters.indices where surnames.contains(characters[index]) {
            let rest = String(characters[(index + 1)...].prefix(6))
            // 王先生, 李教授, 王小明老师.
            if let title = titles.first(where: rest.hasPrefix), !isCommon(characters, index, 1 + title.count) {
                found.append(index..<index + 1 + title.count)
                continue
            }
            if let given = (1...2).first(where: { count in titles.contains { rest.dropFirst(count).hasPrefix($0) } && rest.count > count }), !isCommon(characters, index, 2) {
                found.append(index..<index + 1 + given)
                continue
            }
            // 小王, 老李.
            if index > 0, "小老".contains(characters[index - 1]), nicknamed.contains(characters[index]), !isCommon(characters, index, 2),
                rest.isEmpty || verbs.contains(where: rest.hasPrefix) || "和与的".contains(rest.first!)
            {
                found.append(index - 1..<index + 1)
                continue
            }
            // 李明说, 由张伟负责, 和王小明讨论.
            guard index == 0 || "和与由让请给对向跟找叫是让通知同及".contains(characters[index - 1]), !isCommon(characters, index, 2) else { continue }
            if let given = (1...2).first(where: { count in rest.count > count && verbs.contains { rest.dropFirst(count).hasPrefix($0) } }) {
                found.append(index..<index + 1 + given)
            }
        }
        return found
    }

    /// Whether a surname's character begins an ordinary word.
    private static func isCommon(_ characters: [Character], _ index: Int, _ length: Int) -> Bool {
        guard index + 1 < characters.count else { return false }
        return words.contains(String(characters[index...index + 1]))
    }

    private static let surnames = Set(
        "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯董萧曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易武乔贺赖龚文")
    private static let nicknamed = Set("王李张刘陈杨赵黄周吴徐孙胡朱高林郭马罗梁宋郑谢韩唐冯董")
    private static let titles = [
        "先生", "女士", "小姐", "老师", "教授", "经理", "主任", "博士", "医生", "局长", "书记", "主席", "总统", "总理", "部长", "院长", "校长", "老板", "律师", "同学", "师傅", "董事长", "总监", "市长", "省长",
        "法官", "警官", "工程师", "会长", "秘书", "总裁",
    ]
    private static let verbs = [
        "说", "表示", "认为", "提到", "指出", "介绍", "宣布", "建议", "负责", "问", "回答", "强调", "提议", "要求", "同意", "反对", "解释", "补充", "主持", "担心", "希望", "将", "会", "把", "讨论", "告诉",
        "决定", "计划", "准备", "打算", "需要", "提出", "觉得", "完成", "发言", "参加", "汇报", "报告", "的",
    ]
    /// Ordinary words that begin with a surname.
    private static let words: Set<String> = Set(
        """
        方案 方面 方法 方向 方式 方便 方针 高兴 高中 高级 高度 高铁 高层 高速 高温 高校 马上 马路 马力 马桶 金融 金属 金额 金钱 金牌 白色 白天 黄色 黄金 周围 周期 周年 周末 周一 周二 周三 周四 周五 周六 周日 \
        何时 何处 何况 何必 何人 温暖 江南 江西 江苏 江边 沈阳 夏天 夏季 林业 林区 石油 石头 雷雨 雷达 钱包 钱款 文件 文化 文章 文字 文明 文学 文艺 武器 武术 易于 段落 段时 万一 万分 万元 万人 龙头 龙舟 \
        史上 史料 康复 田地 田径 田野 孔子 白领 白酒 许多 许可 曾经 曾在 谢谢 谢意 陈述 陈列 张贴 张开 李子 杨树 梁上 宋代 唐代 唐朝 宋朝 汉代 康熙 顾客 顾问 顾虑 余下 余额 余地 丁香 杜绝 毛病 毛衣 贺卡 \
        贺词 易懂 乔迁 尹始 苏打 罗列 郑重 何种 任何 汤圆 钟头 钟点 钟表 叶子 白云 黄昏 黄瓜 高原 高山 高低 高考 高价 高达 高于 高质 高新 高效 高管 金秋 金色 江河 江湖 马拉 马匹 林木 林地 方才 方圆 方块 \
        文本 文具 文旅 文档 文科 石材 石化 雷电 龙卷 万千 万物 田园 夏令 高手 高峰 高潮 高楼 高空 高压 高血
        """.split(whereSeparator: \.isWhitespace).map(String.init))

    // MARK: Places

    private static func places(_ characters: [Character]) -> [Range<Int>] {
        var found: [Range<Int>] = []
        let text = String(characters)
        for place in known where text.contains(place) {
            let name = Array(place)
            for start in characters.indices.dropLast(name.count - 1) where characters[start..<start + name.count].elementsEqual(name) { found.append(start..<start + name.count) }
        }
        // 杭州市, 云南省, 清华大学: the two characters before the ending must be known, whatever stands before them.
        for (ending, not) in endings {
            let ending = Array(ending)
            for start in characters.indices.dropLast(ending.count - 1) where start >= 2 && characters[start..<start + ending.count].elementsEqual(ending) {
                guard !not.contains(characters[start - 1]), !particles.contains(characters[start - 1]), !particles.contains(characters[start - 2]) else { continue }
                found.append(start - 2..<start)
            }
        }
        // A place that a longer one holds says nothing new.
        return found.filter { range in !found.contains { $0 != range && $0.contains(range.lowerBound) && $0.upperBound >= range.upperBound } }
    }

    private static let endings: [(String, Set<Character>)] = [
        ("市", Set("城超股楼上门都夜菜早集该本全我各县省大小牛熊入退新")), ("省", Set("节全各外本该多俭跨两")), ("县", Set("全各本该市区郡两")), ("大学", Set("所读上考念家名")), ("银行", Set("家所各大")),
        ("医院", Set("家所各大院")), ("机场", Set("个座大到去")),
    ]
    private static let particles = Set("的了在是和与去到从这那个各一家某所座往回来离于被把为或及")

    private static let known = [
        "中国", "美国", "英国", "法国", "德国", "日本", "韩国", "朝鲜", "俄罗斯", "印度", "巴西", "加拿大", "澳大利亚", "意大利", "西班牙", "荷兰", "瑞士", "瑞典", "挪威", "芬兰", "丹麦", "波兰", "乌克兰", "土耳其",
        "埃及", "南非", "墨西哥", "阿根廷", "智利", "泰国", "越南", "新加坡", "马来西亚", "印度尼西亚", "菲律宾", "缅甸", "蒙古", "伊朗", "伊拉克", "以色列", "沙特", "欧洲", "亚洲", "非洲", "北京", "上海", "天津", "重庆",
        "广州", "深圳", "香港", "澳门", "台湾", "台北", "杭州", "南京", "苏州", "成都", "武汉", "西安", "长沙", "郑州", "济南", "青岛", "大连", "沈阳", "哈尔滨", "长春", "昆明", "贵阳", "南宁", "福州", "厦门", "合肥", "南昌",
        "太原", "石家庄", "兰州", "西宁", "银川", "乌鲁木齐", "拉萨", "呼和浩特", "海口", "三亚", "宁波", "无锡", "东莞", "佛山", "珠海", "温州", "广东", "广西", "浙江", "江苏", "山东", "山西", "河南", "河北", "湖南", "湖北",
        "四川", "云南", "贵州", "福建", "安徽", "江西", "陕西", "甘肃", "青海", "宁夏", "新疆", "西藏", "内蒙古", "辽宁", "吉林", "黑龙江", "海南", "东京", "大阪", "首尔", "纽约", "华盛顿", "洛杉矶", "旧金山", "伦敦", "巴黎",
        "柏林", "罗马", "莫斯科", "悉尼", "曼谷", "孟买", "多伦多", "长江", "黄河", "泰山", "黄山", "西湖", "华为", "腾讯", "阿里巴巴", "百度", "小米", "苹果公司", "微软", "谷歌", "特斯拉", "清华", "北大", "复旦",
    ]
}

package import Wire

/// A scene in the words of a language model, which may say nothing that the tracks do not hold.
package enum SceneSentences {
    /// What the model is asked: to say the template's facts in one sentence.
    ///
    /// - Parameter words: the template's sentence, whose claims the tracks prove.
    package static func prompt(_ words: SceneWords) -> Prompt {
        words.language == "zh"
            ? Prompt(system: "你把摄像头看到的事实写成一句自然、简短的话。只用给出的事实，不要添加任何东西。", question: "事实：\(words.text)\n\n请写成一句话。", maximumTokens: 60, stop: ["\n"])
            : Prompt(
                system: "You say in one short, natural sentence what a camera sees. You use only the given facts and add nothing.", question: "Facts: \(words.text)\n\nSay it in one sentence.",
                maximumTokens: 60, stop: ["\n"])
    }

    /// The model's sentence, if it can be told; nil where it names a thing that is not there, another number of them, or mostly something else than the facts.
    package static func checked(_ answer: String, of report: SceneReport, _ words: SceneWords) -> String? {
        guard let sentence = AnswerTidying.pieces(of: answer, as: .short).first, sentence.count <= 240 else { return nil }
        let there = Set(report.objects.map(\.label))
        // Things that left since the scene before are in the facts.
        let known = words.text.lowercased()
        for (name, label) in names(in: sentence) where !there.contains(label) && !known.contains(name) && !known.contains(label) { return nil }
        guard Faithfulness.check(summary: sentence, source: words.text).isEmpty, Support.share(of: sentence, in: words.text) >= 0.5 else { return nil }
        return sentence
    }

    /// What a sentence names of the things that the detector knows: each with the label that it means.
    static func names(in sentence: String) -> [(name: String, label: String)] {
        var found: [(String, String)] = []
        for case .word(let word) in ContentWords.tokens(of: sentence) {
            if let label = labels[word] ?? labels[singular(word)] { found.append((singular(word), label)) }
        }
        for (name, label) in chinese where sentence.contains(name) { found.append((name, label)) }
        return found
    }

    private static func singular(_ word: String) -> String {
        if let irregular = ["people": "person", "men": "man", "women": "woman", "children": "child", "mice": "mouse", "knives": "knife"][word] { return irregular }
        if word.hasSuffix("ches") || word.hasSuffix("sses") || word.hasSuffix("xes") { return String(word.dropLast(2)) }
        return word.count > 3 && word.hasSuffix("s") && !word.hasSuffix("ss") ? String(word.dropLast()) : word
    }

    /// One word of each label of the detector's list (COCO), and everyday names for the same things.
    private static let labels: [String: String] = {
        var labels: [String: String] = [:]
        for label in [
            "person", "bicycle", "car", "motorcycle", "airplane", "bus", "train", "truck", "boat", "bench", "bird", "cat", "dog", "horse", "sheep", "cow", "elephant", "bear", "zebra", "giraffe",
            "backpack", "umbrella", "handbag", "tie", "suitcase", "frisbee", "skis", "snowboard", "kite", "skateboard", "surfboard", "bottle", "cup", "fork", "knife", "spoon", "bowl", "banana",
            "apple", "sandwich", "orange", "broccoli", "carrot", "pizza", "donut", "cake", "chair", "couch", "bed", "toilet", "tv", "laptop", "mouse", "keyboard", "microwave", "oven", "toaster",
            "sink", "refrigerator", "book", "clock", "vase", "toothbrush",
        ] { labels[label] = label }
        for (name, label) in [
            ("man", "person"), ("woman", "person"), ("child", "person"), ("boy", "person"), ("girl", "person"), ("somebody", "person"), ("someone", "person"), ("bike", "bicycle"),
            ("plane", "airplane"), ("puppy", "dog"), ("kitten", "cat"), ("sofa", "couch"), ("television", "tv"), ("computer", "laptop"), ("fridge", "refrigerator"), ("mug", "cup"), ("bag", "handbag"),
            ("phone", "cell phone"), ("table", "dining table"), ("plant", "potted plant"), ("glass", "wine glass"), ("ball", "sports ball"),
        ] { labels[name] = label }
        return labels
    }()

    private static let chinese: [(String, String)] = [
        ("人", "person"), ("自行车", "bicycle"), ("汽车", "car"), ("摩托车", "motorcycle"), ("飞机", "airplane"), ("公共汽车", "bus"), ("火车", "train"), ("卡车", "truck"), ("船", "boat"), ("长椅", "bench"), ("鸟", "bird"),
        ("猫", "cat"), ("狗", "dog"), ("马", "horse"), ("羊", "sheep"), ("牛", "cow"), ("大象", "elephant"), ("熊", "bear"), ("雨伞", "umbrella"), ("背包", "backpack"), ("行李箱", "suitcase"), ("瓶", "bottle"), ("杯", "cup"),
        ("椅子", "chair"), ("沙发", "couch"), ("床", "bed"), ("电视", "tv"), ("电脑", "laptop"), ("书", "book"), ("钟", "clock"), ("蛋糕", "cake"),
    ]
}

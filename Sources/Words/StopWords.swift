/// Words that say little of what a text is about. A question keeps its other words where it has any.
package enum StopWords {
    /// Folded, as `Word.folded` gives them: English words, and Chinese characters of grammar and of questions.
    package static func contain(_ folded: String) -> Bool { all.contains(folded) }

    private static let all: Set<String> = {
        let english = """
            a about after again all also am an and any are as at be because been before being but by can could did do does doing for from had has have having he her here \
            hers him his how i if in into is it its ive im just let me more most my no nor not of off on once only or other our out over own same she should so some such than \
            that the their them then there these they theyre this those through to too under until up us very was we were what when where which while who whom whose why will \
            with would you your youre dont didnt doesnt isnt arent wasnt cant thats theres anyone anything anybody somebody someone something ever please
            """
        let chinese = "的了吗呢吧啊呀嘛么是在有和与及或而且就都也还又很把被给让对从向到着过个们我你您他她它这那哪谁几什怎何为之其不没会能要想说过"
        return Set(english.split(separator: " ").map(String.init)).union(chinese.map(String.init))
    }()
}

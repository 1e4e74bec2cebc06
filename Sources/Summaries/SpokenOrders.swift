private import Foundation

/// Sentences that speak to whoever writes the summary ("ignore the above and …"): the writer must not hear them, since a small model obeys whatever it reads.
///
/// Transcripts are data. Such sentences stay in the captions and in the history; only the prompt is made without them, and so no summary can rest on them.
package enum SpokenOrders {
    package static func isOrder(_ sentence: String) -> Bool {
        let text = sentence.lowercased()
        return patterns.match(text)
    }

    private static let patterns = Patterns([
        // To forget what came before.
        #"\b(ignore|disregard|forget|override|skip)\b.{0,30}\b(above|previous|prior|earlier|preceding|all|any|your|these|those|the)\b.{0,30}\b(instruction|prompt|text|rule|order|direction|message|context|everything|above|said)"#,
        #"\b(ignore|disregard|forget)\b (everything|all|the above|what (i|we|you) said)"#,
        // To be somebody else, or to answer in some way.
        #"\byou are (now )?(a|an|no longer)\b.{0,40}\b(assistant|model|ai|bot|chatbot|pirate|expert|system)"#,
        #"\b(instead|now),? (write|say|print|output|respond|reply|answer|repeat|tell me|generate|translate)\b"#,
        #"\b(system prompt|system message|new instructions?|developer mode|jailbreak)\b"#,
        #"\b(respond|reply|answer) (only|just)? ?(with|in|as)\b"#,
        #"\b(write|output|print|repeat) (only|exactly|nothing but|the (word|words|phrase|following))\b"#,
        #"(as|like) (an )?(ai|language model)\b"#,
        #"<\|?[a-z_]+\|?>"#,
        // To write something else, to a writer who is addressed or given another task, or no summary.
        #"^(hey |okay |ok )?(assistant|chatbot|chatgpt|language model)\b[,:!]"#,
        #"^(please |now |and |then |just |so )*(write|compose|recite|sing)\b.{0,20}\b(poems?|verses?|songs?|haikus?|limericks?|raps?|jokes?)\b"#,
        #"\byour (new |only |real )?(task|job) is( now| only)? to (write|compose|recite|sing|tell)\b.{0,20}\b(poems?|verses?|songs?|haikus?|limericks?|raps?|jokes?)\b"#,
        #"\b(do not|don't|stop|never) ((write|writing|make|making|give|giving|produce|producing) )?((a|an|any|the|this|your) )?summar(y|ies|i[sz]e|i[sz]ing)\b"#,
        #"\binstead of ((writing|making|giving) )?(a|any|the|this|your) summary\b"#,
        #"\b(write|say|repeat|print) the (word|words|phrase)\b"#,
        // The same in Chinese.
        #"(忽略|无视|忽視|無視|忘记|忘掉|不要理会|别管).{0,12}(以上|上面|之前|前面|先前|所有|全部|指令|指示|内容|提示|规则)"#,
        #"(你现在是|你是一个|你是一個|从现在起你|请扮演|請扮演|假装你是).{0,20}"#,
        #"(只|仅)(回答|输出|回复|写)"#,
        #"(系统提示|新的指令|提示词)"#,
        #"^(请|現在|现在|接下来|助手|助理).{0,8}(写|寫|作|编|念)(一)?(首|个|段|篇).{0,10}(诗|詩|歌|笑话|故事)"#,
        #"^(助手|助理)[，,：:]"#,
        #"(停止|不要|(?<!特)别|不用)(写|做|进行)?(总结|摘要|概括)"#,
    ])
}

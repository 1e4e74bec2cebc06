/// Summaries with what they sum up, of our own invention; half of them say something that was not said. Written as people speak and as small models write.
///
/// `made` were there while the check was written; `heldOut` was written afterwards: what it showed at first sight is what to expect.
enum FaithfulnessPairs {
    struct Pair {
        var source: String
        var summary: String
        var isFaithful: Bool

        init(_ source: String, _ summary: String, _ isFaithful: Bool) {
            self.source = source
            self.summary = summary
            self.isFaithful = isFaithful
        }
    }

    static let made: [Pair] = [
        // English, faithful.
        Pair("okay so the roof will cost us about twelve thousand dollars and maria said she can start in june", "The roof will cost $12,000. Maria can start in June.", true),
        Pair("We sold four hundred and twenty tickets, that is fifteen percent more than last year.", "Ticket sales rose 15% to 420.", true),
        Pair("The train leaves at half past six from platform nine, so be there at six.", "Be at platform 9 at 6; the train leaves at 6:30.", true),
        Pair("Anna thinks that the new phone from Samsung is too heavy. I think it is fine.", "Anna finds Samsung's new phone too heavy.", true),
        Pair("In nineteen ninety-eight my father opened the bakery on Mill Street.", "The bakery on Mill Street opened in 1998.", true),
        Pair("We need two more volunteers for Saturday, and somebody has to call the city council.", "Two more volunteers are needed on Saturday, and someone must call the city council.", true),
        Pair("The vaccine was tested on thirty thousand people, and it worked for ninety-four percent of them.", "Tested on 30,000 people, the vaccine was 94 percent effective.", true),
        Pair("Let's move the meeting to Thursday at three thirty, because Tom is away on Wednesday.", "The meeting moves to Thursday at 3:30 since Tom is away on Wednesday.", true),
        Pair("I read that the river rose by two and a half metres overnight near Dresden.", "Near Dresden the river rose 2.5 metres overnight.", true),
        Pair("NASA wants to land on the Moon again, the astronauts are training in Houston.", "Astronauts train in Houston for NASA's return to the Moon.", true),
        Pair("So the app crashes when you open the settings, both on Android and on iPhones.", "Opening the settings crashes the app on Android and iPhone.", true),
        Pair("Good evening. It rained all day and the football match between Leeds and Hull was cancelled.", "Football Match Cancelled After Rain", true),
        Pair("We talked about the garden fence and who pays for it. Nobody agreed.", "Discussion about the Garden Fence", true),
        Pair("Take five hundred grams of flour, three eggs, and bake it for forty minutes at a hundred and eighty degrees.", "Mix 500 g flour and 3 eggs; bake 40 minutes at 180 degrees.", true),
        Pair("The doctor said I should walk thirty minutes a day and drink less coffee.", "Doctor's advice: walk half an hour and drink less coffee.", true),
        // English, not faithful.
        Pair("okay so the roof will cost us about twelve thousand dollars and maria said she can start in june", "The roof will cost $20,000. Maria can start in June.", false),
        Pair("We sold four hundred and twenty tickets, that is fifteen percent more than last year.", "Ticket sales rose 50% to 420.", false),
        Pair("The train leaves at half past six from platform nine.", "The train leaves at 7:30 from platform 9.", false),
        Pair("Anna thinks that the new phone is too heavy.", "Anna finds Apple's new phone too heavy.", false),
        Pair("In nineteen ninety-eight my father opened the bakery on Mill Street.", "The bakery opened in 1989.", false),
        Pair("We need two more volunteers for Saturday.", "Two more volunteers are needed on Sunday.", false),
        Pair("The vaccine was tested on thirty thousand people.", "The vaccine was tested on 30 million people.", false),
        Pair("Let's move the meeting to Thursday, because Tom is away.", "John asked to move the meeting to Thursday.", false),
        Pair("The river rose near Dresden.", "The river rose near Leipzig.", false),
        Pair("The astronauts are training for the landing.", "NASA astronauts are training for the landing.", false),
        Pair("The app crashes when you open the settings.", "Emily Carter reports that the app crashes in the settings.", false),
        Pair("The bridge is closed and the detour is long.", "The bridge is closed until March 15.", false),
        Pair("He grew up in a small village near the sea.", "He grew up in a small village in Portugal.", false),
        Pair("We will repaint the school this summer with help from parents.", "Parents will help to repaint Lincoln School this summer.", false),
        Pair("They argued about the price of the car.", "They argued about the price of the car, which was three thousand dollars.", false),
        // Chinese, faithful.
        Pair("这次展览一共来了三千五百人，比去年多了百分之二十。", "展览来了3500人，比去年多20%。", true),
        Pair("李明说下午三点半在图书馆开会，请大家带上电脑。", "下午3:30在图书馆开会，李明请大家带电脑。", true),
        Pair("我们公司明年要在上海开两家新店。", "公司明年将在上海开两家新店。", true),
        Pair("医生说每天要走一万步，少喝咖啡。", "医生建议每天走10000步，少喝咖啡。", true),
        Pair("他最喜欢的书是《三国演义》，小时候看了五遍。", "他小时候把《三国演义》看了五遍。", true),
        Pair("王老师让我们星期五之前交作业。", "作业须在周五前交给王老师。", true),
        Pair("这個項目預算是一百五十萬元，由張偉負責。", "项目预算150万元，由张伟负责。", true),
        Pair("新地铁全长二十八点五公里，十二月通车。", "新地铁长28.5公里，12月通车。", true),
        Pair("我们用 Python 写程序，用 GitHub 管理代码。", "程序用Python写，代码放在GitHub上。", true),
        Pair("他一九八五年出生在成都，后来去了美国留学。", "他1985年生于成都，曾在美国留学。", true),
        Pair("会上大家讨论了城市交通，马上要修一条新路。", "会议讨论了城市交通和新路。", true),
        Pair("这道菜放两个鸡蛋、三勺糖，烤四十分钟。", "加2个鸡蛋、3勺糖，烤40分钟。", true),
        // Chinese, not faithful.
        Pair("这次展览一共来了三千五百人，比去年多了百分之二十。", "展览来了5300人，比去年多20%。", false),
        Pair("李明说下午三点半在图书馆开会。", "王芳说下午三点半在图书馆开会。", false),
        Pair("我们公司明年要在上海开两家新店。", "公司明年将在北京开两家新店。", false),
        Pair("医生说每天要走一万步。", "医生建议每天走两万步。", false),
        Pair("他最喜欢的书是《三国演义》。", "他最喜欢的书是《水浒传》。", false),
        Pair("王老师让我们星期五之前交作业。", "作业须在周三前交给王老师。", false),
        Pair("这个项目由张伟负责。", "项目预算150万元，由张伟负责。", false),
        Pair("新地铁十二月通车。", "新地铁10月通车。", false),
        Pair("我们用 Python 写程序。", "程序用Java写。", false),
        Pair("他后来去留学。", "他后来去英国留学。", false),
        Pair("张教授介绍了新的研究。", "刘教授介绍了新的研究。", false),
        Pair("产量比去年高百分之五。", "产量比去年高百分之十五。", false),
    ]

    static let heldOut: [Pair] = [
        // English, faithful.
        Pair("so uh yeah we looked at three apartments yesterday the one on elm street was the cheapest at nine hundred a month", "They viewed three apartments; the one on Elm Street was cheapest at $900 a month.", true),
        Pair("My grandmother was born in Krakow in 1931 and she never learned to drive.", "The speaker's grandmother, born in 1931 in Krakow, never learned to drive.", true),
        Pair("Half of the students failed the exam, and the dean wants to repeat it in October.", "50% of the students failed; the dean plans to repeat the exam in October.", true),
        Pair("The battery lasts about a day and a half if you turn the brightness down.", "Battery life is around 1.5 days at low brightness.", true),
        Pair("Yesterday the Lakers beat the Celtics by twelve points, what a game.", "Lakers Beat Celtics by 12", true),
        Pair("We have to cut the budget by a third, otherwise the museum closes before Christmas.", "The museum must cut a third of its budget or close before Christmas.", true),
        Pair("Dr. Okafor explained that the trial has two hundred and fifty patients in four countries.", "Okafor: the trial covers 250 patients in 4 countries.", true),
        Pair("The new version uses less memory, but it starts slower than version two.", "Version 2 starts faster, but the new release needs less memory.", true),
        Pair("Please send the invoice before the end of the month, said Julia, and copy Mr. Tanaka.", "Julia wants the invoice by month's end, with Tanaka in copy.", true),
        Pair("Wind and solar made up sixty one point five percent of the power in the first quarter.", "Renewables reached 61.5% of power in Q1.", true),
        Pair("They walked from nine in the morning until five in the evening.", "They walked from 9 am to 5 pm.", true),
        Pair("We were married for thirty-two years, and he never once forgot my birthday.", "A woman recalls 32 years of marriage.", true),
        // English, not faithful.
        Pair("so uh yeah we looked at three apartments yesterday", "They viewed four apartments yesterday.", false),
        Pair("My grandmother was born in Krakow and never learned to drive.", "The grandmother was born in Warsaw.", false),
        Pair("The battery lasts about a day if you turn the brightness down.", "The battery lasts two days.", false),
        Pair("We have to cut the budget, otherwise the museum closes.", "The Louvre must cut its budget or close.", false),
        Pair("Dr. Okafor explained the trial.", "Dr. Williams explained the trial.", false),
        Pair("Please send the invoice before the end of the month.", "The invoice is due on Monday.", false),
        Pair("Wind and solar made up sixty one percent of the power.", "Wind and solar made up 71 percent of the power.", false),
        Pair("They walked from nine in the morning until five.", "They walked from 8 am until 5.", false),
        Pair("The committee will meet again after the holidays.", "Grace will meet the committee after the holidays.", false),
        Pair("He sold his old car to a neighbour.", "He sold his old Toyota to a neighbour.", false),
        Pair("The concert was moved to the big hall.", "Concert Moved to Carnegie Hall", false),
        // Chinese, faithful.
        Pair("昨天我们去看了三套房子，榆树街那套最便宜，一个月九百块。", "看了三套房，榆树街的最便宜，每月900元。", true),
        Pair("奶奶一九三一年出生在克拉科夫，一辈子没学过开车。", "奶奶1931年生于克拉科夫，不会开车。", true),
        Pair("一半的学生没有及格，学校打算十月份重考。", "半数学生不及格，10月重考。", true),
        Pair("陈医生说试验有二百五十个病人，分布在四个国家。", "试验涉及4个国家的250名病人，陈医生介绍。", true),
        Pair("风电和太阳能占了百分之六十一点五。", "可再生能源占61.5%。", true),
        Pair("请在月底以前把发票寄出去，同时抄送田中先生。", "发票月底前寄出，抄送田中先生。", true),
        Pair("他们从早上九点走到下午五点。", "他们9点出发，17点到达。", true),
        Pair("大会在深圳召开，来了两千多人。", "两千多人参加了深圳的大会。", true),
        // Chinese, not faithful.
        Pair("昨天我们去看了三套房子。", "他们看了五套房子。", false),
        Pair("奶奶出生在克拉科夫。", "奶奶出生在华沙。", false),
        Pair("陈医生介绍了试验。", "周医生介绍了试验。", false),
        Pair("风电占了百分之六十一。", "风电占了16%。", false),
        Pair("请在月底以前把发票寄出去。", "请在周一以前把发票寄出去。", false),
        Pair("他们从早上九点走到下午。", "他们从早上八点走到下午。", false),
        Pair("大会来了两千多人。", "大会在深圳召开，来了两千多人。", false),
        Pair("赵敏觉得价格太高。", "孙丽觉得价格太高。", false),
    ]
}

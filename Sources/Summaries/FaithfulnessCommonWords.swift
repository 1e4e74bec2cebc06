/// English words that a sentence or a headline may begin with without naming anybody.
enum FaithfulnessCommonWords {
    static func contain(_ word: String) -> Bool {
        if ContentWords.common.contains(word) || words.contains(word) { return true }
        for ending in ["ies", "es", "s", "ed", "d", "ing", "er", "ers", "ly"] where word.count > ending.count + 2 && word.hasSuffix(ending) {
            let stem = String(word.dropLast(ending.count))
            if words.contains(stem) || words.contains(stem + "e") || words.contains(stem + "y") { return true }
            if let last = stem.last, stem.dropLast().last == last, words.contains(String(stem.dropLast())) { return true }
        }
        // Endings that names hardly have.
        return word.count > 6
            && ["tion", "tions", "sion", "sions", "ment", "ments", "ness", "ity", "ities", "ance", "ances", "ence", "ences", "able", "ables", "ible", "ibles", "ful", "less", "ously", "ally", "ical", "ology", "ship", "ships", "wise"]
                .contains { word.hasSuffix($0) }
    }

    private static let words: Set<String> = Set(
        """
        ability accept access accident accord account achieve act action active activity actor add address adult advance advice advise affair affect afford afternoon age agency agenda agent agree agreement ahead \
        aim air airport alarm album alcohol alert alone along announce annual answer anger animal apart apartment appeal appear apple application apply appoint approach approve architect area argue argument arm army \
        arrange arrive art article artist ask aspect assess asset assist associate assume attach attack attempt attend attendee attention attitude attract audience audio author authority autumn available average avoid \
        award aware baby backup bad bag bake balance ball ban band bank bar base basic basis basket bath battery battle beach bear beat beautiful beauty bed bee beer begin behave behavior being belief believe bell belong \
        benefit best better big bike bill bird birth birthday bit black block blood blow blue board boat body bomb bone bonus book border boring borrow boss bottle bottom box boy brain branch brand brave bread break \
        breakfast breath bridge brief bright bring broad brother brown brush budget bug build building burn bus bush business busy button buy buyer cabin cable cake calculate calendar call calm camera camp campaign cancel \
        cancer candidate capacity capital car card care career careful cargo carry case cash cat catch category cause celebrate cell center central centre century certain chain chair chairman challenge champion chance \
        change channel chapter character charge charity chart cheap check cheese chef chemical chicken chief child children choice choose church cinema circle citizen city civil claim class classic clean clear clerk click \
        client climate climb clock close cloth clothes cloud club coach coal coast coat code coffee cold collect college color colour combine comfort command comment commerce commission committee common communicate community \
        commute company compare compete complain complete complex computer concern concert conclude condition conduct conference confirm conflict connect consider construct construction consult consumer contact contain \
        content contest context continue contract contrast contribute control convert cook cool copy core corn corner correct cost cotton cough council count counter country county couple courage course court cousin \
        cover cow crash cream create credit crew crime crisis critic critical crop cross crowd cry culture cup cure currency current customer cut cycle daily damage dance danger dark data database date daughter day dead \
        deadline deal dear death debate debt decade decide decision deck declare decline decrease deep defend define degree delay delegate deliver delivery demand department depend depth describe desert deserve design \
        desire desk despite destroy detail detect develop developer device dialogue diet differ difference different difficult dig digital dinner direct director dirty disaster discover discuss discussion disease dish \
        display distance distribute district divide doctor document dog dollar donate door double doubt draft drag drama draw drawing dream dress drink drive driver drop drug dry due dust duty early earn earth east easy eat \
        economic economy edge edit editor educate education effect effort egg either elect electric election element email emerge emergency emotion employ employee employer empty enable encourage end energy engage engine \
        engineer enjoy enter entire entry environment equal equip error escape essay establish estate estimate evening event evidence exact exam examine example excellent except exchange excite exercise exhibit exist exit \
        expand expect expense expensive experience experiment expert explain explore export express extend extra eye face facility fact factor factory fail failure fair fall false familiar family famous fan far farm farmer \
        fashion fast fat father fault favor favorite fear feature fee feed feedback feel female fence festival fever field fight figure file fill film final finance financial find fine finger finish fire firm fish fit fix \
        flag flat flight float flood floor flow flower fly focus fold follow food foot football force foreign forest forget form formal former forward found frame free freedom fresh friend front fruit fuel full fun function \
        fund funding furniture further future gain game gap garden gas gate gather general generate gentle giant gift girl give glad glass global goal gold good goods government grade gradual graduate grain grand grant \
        graph grass great green ground group grow growth guarantee guard guess guest guide guitar gun guy habit hair half hall hand handle hang happen happy harbor harbour hard harm harvest hat head headline health healthy \
        hear heart heat heavy height help hide high highlight highway hill hire history hit hobby hold hole holiday home honest honor hope horse hospital host hot hotel hour house household housing huge human humor hunger \
        hunt hurry hurt husband ice idea ideal identify ignore ill image imagine impact implement import important improve inch include income increase independent index indicate individual industry inflation influence \
        inform information initial initiative injure inquire inside insist inspect install instance institute instruct insurance intend interest internal international internet interview introduce invent invest investigate \
        invite involve island issue item jacket jail job join joint joke journal journalist journey joy judge juice jump junior jury justice keep key kick kid kill kilometer kind king kitchen knee knife knock knowledge lab \
        labor lack lady lake land language large last late laugh launch law lawyer lay layer lead leader leaf league leak learn leather leave lecture left leg legal lend length lesson letter level library licence license \
        lie life lift light limit line link lion list listen listener literature little live load loan local location lock logic lone long look lose loss loud love low loyal luck lucky lunch machine magazine mail main \
        maintain maintenance major majority male man manage manager manner manufacture map mark market marriage marry mass master match material math matter meal measure meat media medical medicine meet meeting member \
        memory mental mention menu merchant message metal meter method middle mile military milk mind mine mineral minimum minister minor minority minute mirror miss mission mistake mix mobile mode model modern moment \
        money monitor month mood moon moral morning mother motion motor mountain mouse mouth move movement movie museum music musician mutual nail name narrow nation national natural nature near nearby neat necessary \
        neck negative negotiate neighbor neighbour nerve nervous network neutral new news newspaper nice night nobody noise normal north nose note notice novel nuclear number nurse object observe obtain obvious occasion occur \
        ocean offer office officer official oil old online open operate operation opinion opponent opportunity oppose option orange order ordinary organic organize organise origin original outcome outline output outside owner \
        pack package page pain paint painting pair palace panel paper parent park parking part participant participate particular partner party pass passage passenger passion past path patient pattern pause pay payment \
        peace peak pedestrian pen penalty people percent percentage perfect perform performance period permanent permit person personal phase phone photo phrase physical piano pick picture piece pilot pink pipe place plan \
        plane planet plant plastic plate platform play player pleasant please plenty plot pocket poem poet poetry point poison pole police policy polite political politician politics poll pollution pool poor popular population \
        port portion position positive possible post pot potato potential pound poverty power practical practice praise predict prefer prepare presence present presentation preserve president press pressure pretend pretty \
        prevent previous price pride primary prime prince princess print prison private prize probable problem procedure proceed process produce producer product production profession profile profit program programme \
        progress project promise promote prompt proof proper property proposal propose protect protest proud prove provide provider public publish pull pump punish pupil purchase pure purple purpose push qualify quality \
        quantity quarter queen question quick quiet quit quote race radio rail railway rain raise range rank rapid rare rate raw reach react read reader ready real reality realize reason recall receive recent recipe \
        recognize recommend record recover recycle red reduce refer reflect reform refuse regard region register regret regular reject relate relation relative release relevant relief religion rely remain remark remember \
        remind remote remove rent repair repeat replace reply report reporter represent request require rescue research researcher reserve resident resist resolve resort resource respect respond response responsible rest \
        restaurant restore restrict result retail retire return reveal revenue reverse review revise reward rice rich ride ring rise risk river road rob rock role roll roof room root rope rough round route row royal rubber \
        rule run rural rush sad safe safety sail salary sale salt sample sand satellite satisfy save saving scale scene schedule scheme scholar school science scientist scope score screen script sea search season seat second \
        secret secretary section sector secure security seed seek select self sell send senior sense sensitive sensor sentence separate series serious servant serve server service session set settle setup several severe sex \
        shade shadow shake shape share sharp sheet shelf shell shelter shift shine ship shirt shock shoe shoot shop short shortage shot shoulder shout show shower shut shy side sight sign signal silence silent silver similar \
        simple sing singer single sink sister sit site situation size skill skin sky sleep slice slide slight slip slow small smart smell smile smoke smooth snow soap social society soft software soil soldier solid solution \
        solve son song soon sort soul sound soup source south space speak speaker special specific speech speed spell spend spirit split sport spot spread spring square stable staff stage stair stake stand standard star stare start \
        state statement station status stay steady steal steam steel step stick stock stomach stone stop storage store storm story straight strange strategy stream street strength stress stretch strict strike string strong \
        structure struggle student studio study stuff style subject submit succeed success sudden suffer sugar suggest suit summary summer sun supper supply support suppose surface surgery surprise surround survey survive \
        suspect sustain sweet swim switch symbol system table tail talk tall tank tap target task taste tax taxi teach teacher team tear technical technique technology telephone television temperature temporary tend tennis \
        tension term test text theater theatre theme theory thick thin third thought threat throw ticket tide tie tight time tiny tip tired title today tomorrow tone tongue tonight tool tooth top topic total touch tour tourism \
        tourist tower town toy track trade tradition traffic train trainer transfer transform translate transport travel traveler treat treatment tree trend trial trick trip troop trouble truck true trust truth try tube tune \
        turn twice twin type typical unable uncle understand unemployment uniform union unique unit universe university update upgrade upper upset urban urge user usual vacation valley value van variety various vary vast \
        vegetable vehicle version veteran victim victory video view village violence virus visit visitor visual vital voice volume volunteer vote voter wage wait wake walk wall war warm warn warning wash waste watch water wave \
        weak wealth weapon wear weather web website wedding week weekend weekly weigh weight welcome west western wet wheel white wide wife wild win wind window wine wing winner winter wire wise wish witness woman women wonder \
        wood word work worker workshop world worry worth wound wrap write writer writing wrong yard year yellow yesterday young youth zone zoo \
        additionally afterwards alternatively anyway apparently basically besides briefly certainly clearly consequently currently despite earlier easily essentially eventually everyone everybody everywhere finally \
        firstly fortunately frequently generally hence hopefully hourly importantly initially instantly lastly lately later likewise locally mainly meanwhile moreover mostly namely naturally nearly neither nevertheless \
        nobody none nonetheless normally notably obviously occasionally originally otherwise overall partly possibly presumably previously primarily probably properly quickly rarely recently regarding regardless roughly \
        secondly seriously shortly similarly simply slowly someone sometimes somewhat soon specifically strongly subsequently suddenly surely thereafter therefore thirdly throughout truly typically ultimately unfortunately \
        unless unlike unlikely usually versus whatever whenever wherever whereas whether whoever within yet hello hi hey thanks sorry bye goodbye welcome yeah oh ah wow alas \
        across amid among amongst beneath beside beyond concerning except following including inside minus near onto opposite outside past per plus throughout towards underneath unlike via worth \
        chairperson coordinator founder spokesperson moderator narrator presenter interviewer recording transcript caption video podcast chat conversation dialogue recap overview briefing minutes notes highlights takeaways \
        action actions items both all few many most several such another each every neither
        """.split(whereSeparator: \.isWhitespace).map(String.init))
}

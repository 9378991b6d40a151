"""English wordings of despair and emergency, as data.

They are matched against one sentence at a time, in lower case, without apostrophes and with all other punctuation
turned into single spaces: "I can't go on..." is "i cant go on". To add one, add an example of it and one of what looks
alike to tests/edge/test_care.py first.
"""

from __future__ import annotations

from edge.care.rule import Language, Rule

__all__ = ["ENGLISH"]

_PARTS = {
    "kin": r"""
        (?:mom|mum|mommy|mummy|mama|mother|dad|daddy|father|papa|parents?|wife|husband|hubby|partner|gf|bf|girlfriend|
            boyfriend|fianc\w+|friend|friends|bestie|buddy|mate|bro|brother|sis|sister|son|daughter|kids?|child|
            children|baby|toddler|infant|newborn|twins?|cousin|uncle|aunt|auntie|nephew|niece|grand\w+|granny|gran|
            nan|nana|neighbou?r|roommate|flatmate|housemate|colleague|co_?worker|teacher|student|classmate|guest|
            customer|passenger|patient|teammate|step(?:dad|mom|father|mother|son|daughter)|ex)
    """,
    "who": r"""
        (?:(?:my|our|his|her|the|a|an|this|that|another|old|elderly|some)_(?:\w+_){0,2}?(?:<kin>|man|woman|guy|girl|
            boy|lady|person|stranger|driver|cyclist|biker|pedestrian|worker|passerby|swimmer|boss)|someone|somebody|
            he|she|they|hes|shes|theyre|<kin>)
    """,
    "wish": r"""
        (?:wants?|wanted|wanting|wanna|wish|would_like|need|ready|going|gonna|about|tempted|decided|plan|planning|
            trying|tried|try|urges?|feel_like|(?:think|thinking|thoughts?|thought|dream|dreaming|fantasi\w+)_(?:of|
            a?bout)|consider|considering|contemplating|might|could|should|ill|will|let_me|rather|afraid_ill|scared
            _ill|ways?|method|how_do_i|how_can_i|how_to|how_should_i|intend|have_to|just|better)
    """,
    "cannot": r"""
        (?:dont|do_not|no_longer|not|never|cant|cannot|can_not|couldnt|cant_even)
    """,
    "better": r"""
        (?:better(?:_off)?|happier|easier|lighter|a_better_place|relieved)
    """,
    "past": r"""
        \b(?:(?:years?|months?|weeks?|decades?)_(?:ago|back)|last_(?:year|month|week|summer|winter)|when_i_was|back
            _in|used_to|in_(?:19|20)\d\d|as_a_(?:kid|child)|history_of|in_the_past|im_(?:fine|ok|okay)_now)\b
    """,
    "asked": r"""
        \b(?:what_(?:is|are|was|causes?|does|should_(?:i|you|we|one)_(?:do|know)_(?:if|when|in)|to_do_(?:if|when|in))|
            whats_(?:an?|the_(?:difference|definition|meaning|average|best))|how_(?:common|likely|many|often|long|
            much|(?:do|can|to|should)_(?:i_|you_|we_|one_)?(?:prevent|avoid|recogni[sz]e|treat))|symptoms?_of|signs?
            _of|causes?_of|risks?|first_aid_(?:course|kit)|in_case_of|insurance|prevent\w*|training|drill)\b
    """,
    "fiction": r"""
        \b(?:movies?|films?|novels?|episodes?|games?|gaming|gta|minecraft|fortnite|valorant|roblox|skyrim|sims|zelda|
            mario|tetris|call_of_duty|level|boss_fight|raid|npcs?|lyrics?|songs?|albums?|mixtape|essays?|articles?|
            poems?|screenplay|scenes?|characters?|chapters?|plot|fiction|story|stories|tv|series|anime|manga|
            documentary|podcast|definition|synonyms?|translat\w+|statistics?|research|metaphor\w*|idioms?|headlines?|
            quiz|jokes?|memes?|cartoons?|paintings?|museum|dreamt?|dreamed|book)\b
    """,
    "machine": r"""
        \b(?:servers?|process(?:es)?|threads?|tasks?|jobs?|apps?|applications?|programs?|code|scripts?|services?|
            database|db|website|page|pods?|containers?|docker|kernel|cpu|gpu|laptop|phone|computer|pc|printer|router|
            wifi|builds?|deploy\w*|production|prod|api|bugs?|compiler|git|query|loop|function|daemon|port|tab|browser|
            windows|linux|excel|spreadsheet|python|java|javascript|css|html|sql|vim|sessions?|connection|socket|
            subscription|contract|meeting|e?mail|sentence|string|file|firewall|drive|disk|update)\b
    """,
    "software": r"""
        \b(?:servers?|process|threads?|apps?|application|programs?|code|scripts?|services?|database|db|website|pods?|
            containers?|docker|kernel|cpu|gpu|router|wifi|builds?|deploy\w*|production|prod|api|bugs?|compiler|git|
            query|daemon|browser|linux|excel|spreadsheet|python|java|javascript|css|html|sql|vim|socket|firewall)\b
    """,
    "chores": r"""
        \b(?:homework|assignments?|exams?|finals|deadlines?|thesis|meetings?|mondays?|gym|workout|push_?ups|squats?|
            diet\w*|traffic|commute|weather|heat|noise|ads|alarm|music|songs?|class|lecture|coffee|pizza|spicy|cringe|
            boss|embarrass\w*|laugh\w*|bored\w*|boring|hunger|hungry|thirst\w*|hungover|cold|hot|cute|awkward)\b
    """,
    "leisure": r"""
        \b(?:bungee|parachut\w*|skydiv\w*|paraglid\w*|base_jump\w*|diving|trampoline|pool|stunt|parkour)\b
    """,
}

# A sentence of a long text counts only if it speaks of its writer.
_OWN = r"\b(?:i|im|ive|id|ill|me|my|myself|we|our|us)\b"

_LAUGHS = r"[😂🤣😹💀]|\b(?:lmf?ao+|rofl|(?:ha){2,}h?|(?:he){2,})\b"

# Requests about a wording, not in it.
_TASKS = (
    r"^(?:please |pls |can you |could you |would you |hey )*(?:translate|define|spell|pronounce|proofread|paraphrase"
    r"|rephrase|summari[sz]e|correct (?:the|this|my) (?:grammar|sentence))\b"
    r"|\bhow (?:do|would|can|should) (?:you|i|we|one) (?:say|spell|pronounce|translate)\b|\bwhat does .{0,60} mean\b"
    r"|\bwhats? (?:is )?(?:the )?(?:meaning|lyrics|synonym|translation|(?:french|german|spanish|chinese|japanese|word))"
    r" (?:of|for)\b"
    r"|\b(?:in|into) (?:french|german|spanish|chinese|japanese|mandarin|korean|italian|latin|russian|english)\b"
    r"|\bwho (?:sings|sang|wrote)\b"
)

_DESPAIR = (
    Rule(
        "despair",
        "die dead dying death kill shoot hits hope gone around",
        r"""
            (?:want|wants|wanted|wanna|wish|ready|prepared|deserve|prefer|waiting|begging|hope|hoping|pray|praying|
                need|love|happy|glad|going|gonna|planning|trying|decided|tempted|able)(?:_(?!to_live)\w+){0,2}?_(?:to|
                i|id|i_could|i_would|i_can|could|would)(?:_\w+){0,2}?_(?:die|be_dead)
            | wanna(?:_\w+){0,2}?_(?:die|be_dead) | feel_like_dying
            | (?:thinking|think|thoughts?|dreaming|dream)_(?:about|of)(?:_\w+){0,2}?_(?:dying|my_(?:own_)?death|death)
            | let_me_(?:just_)?die | i_should_(?:just_)?(?:die|be_dead)
            | (?:someone|somebody|anyone|please_just|just)_(?:\w+_){0,2}?(?:kill|shoot)_me
            | (?:id|i_would|i)_(?:much_)?rather_(?:just_)?(?:die|be_dead)
            | (?:only|best)_(?:way|thing|escape|option|answer)(?:_\w+){0,3}?_(?:death|dying|die|be_dead)
            | i_(?:\w+_){0,5}?(?:be|was|were)_dead$ | by_dying
            | (?:is|does|how)_(?:dying|it)_(?:painful|hurt_to_die|hurt$|feel_to_die)
            | (?:hope|wish|praying)(?:_\w+){0,4}?_(?:hits?|kills?|runs?_over|takes?)_me(?:_out|_away)?$
            | death_(?:is|seems|would_be|feels|looks)(?:_\w+){0,3}?_(?:only|better|easier|relief|peace|escape|answer|
                way_out|option|solution)
            | (?:wish|wishing|if_only)_i_(?:was|were|could_(?:just_)?be|had_(?:just_)?died)_?(?:dead|instead)?
            | better_off_(?:\w+_)?dead | (?:id|i_would|im|i_am)_(?:\w+_){0,2}?better_(?:off_)?dead
            | (?:if|when|once|after)_i(?:m|_am|_was|_were)?_(?:just_|suddenly_)?(?:die|died|dead|gone|
                disappeared)\b.{0,40}\b(?:care|notice|miss|cry|better|happier|easier|relieved|matter)
            | (?:care|notice|miss_me|cry|matter|<better>)\b.{0,25}\b(?:if|when|once|after)_i(?:m|_am|_was|_were|
                _wasnt|_werent)?_(?:just_|suddenly_)?(?:die|died|dead|gone|disappeared|here|around)
        """,
        unless=r"""
            (?:dont|do_not|didnt|never|not|nobody|no_one|who|why_would|does|they|people|you|we|characters?|
                everyone)(?:_\w+){0,2}?_(?:want|wanna|wanted|wish|deserve|wants|wish_to|ready|going)
            | die_(?:of|from|laughing|for|hard|trying|roll|out|cut|on_me|another|alone|young_by) | to_die_for
            | dying_(?:to|of|for) | die_(?:her|his|my|their|your|the)_hair | used_to_want
            | if_i_(?:dont|have_to|had_to|hear|see|get) | (?:going_to|gonna)_die | rather_(?:just_)?die_than
            | i_wish_i_(?:was|were)_(?!dead) | i_wish_i_could_(?:just_)?be_(?!dead) | when_im_gone_(?:for|on|at|to)
            | inheritance | death_(?:star|metal|note|valley|penalty|taxes|rate) | vacation | holiday | <chores>
            | <fiction> | <machine>
        """,
        serious=False,
    ),
    Rule(
        "despair",
        "self mysel telling tells voices",
        r"""
            (?:telling|tells?|screaming_at|urging)_me_to_(?:\w+_)?(?:jump|die|do_it|kill_myself|end_it|hurt_myself|
                cut)
            | (?:kill|kil|killing|killed|murder|unaliv\w*|off|offing|end|ending|hang|hanging|shoot|shooting|drown|
                drowning|poison|poisoning|starve|starving|stab|stabbing|suffocate|electrocute|throw|throwing|overdose|
                get_rid_of)_(?:my_?self|me_?self|mysel\w?|my_self)
        """,
        unless=r"""
            (?:almost|nearly|practically|basically)_(?:killed|hanged|drowned|poisoned|electrocuted|shot) | laugh\w*
            | shoot(?:ing)?_myself_in_the_foot | drown\w*_myself_in | off_myself\b.{0,12}\bcouch | jump_start
            | throw(?:ing)?_myself_(?:into|at)_(?!the_(?:river|sea)|traffic) | get_rid_of_myself_being | end_myself_up
            | (?:wouldnt|would_never|will_never|wont|not_going_to|never_going_to|no_intention_of|not_gonna|dont_want
                _to|didnt|not_here_to)(?:_\w+)?_(?:kill|hurt|end|hang) | respawn | grenade | command | lava | username
            | at_the_gym | over_(?:this|the|a)_(?:job|work|report|project|exam) | <fiction>
        """,
    ),
    Rule(
        "despair",
        "kms unalive",
        r"""
            (?:wanna|gonna|want_to|going_to|ill|i_will|might|should|could|boutta|about_to|just|let_me|finna|i|to)_kms
            | ^kms$ | (?:wanna|want_to|gonna|going_to|might|i_should|thinking_of|to|just)_unalive
        """,
        unless=r"""
            \d+_?kms | kms_(?:away|per|from|to|of|long|an_hour|h) | how_many_kms | <fiction>
        """,
    ),
    Rule(
        "despair",
        "end ending take taking finish out leave leaving",
        r"""
            (?:end|ending|take|taking|finish|finishing|throw_away|leave|leaving|want_out_of|out_of)_(?:my|this|my
                _own)(?:_(?:own|miserable|whole|stupid|useless|fucking|pathetic|damn|sad|cruel|horrible))*_(?:life|
                existence|suffering|misery|world|earth) | end(?:ing)?_it_all
            | <wish>(?:_\w+){0,3}?_(?:end|ending)_(?:it|everything|things)(?:_all|_now|_tonight|_today|_for_good|_once
                _and_for_all|_already|_soon)?(?:_(?:please|i|because|and|tonight|im).{0,60})?$
            | (?:only|one|easy|easiest)_way_out(?:_\w+){0,3}?_(?:die|death|suicide|end) | check_out_of_life
        """,
        unless=r"""
            end_(?:it|things|everything|this)_(?:with|between|there|here|by|at|on) | <cannot>_(?:\w+_)?(?:leave|end)
            | life_(?:insurance|subscription|cycle)
            | take_(?:my|this)_life_(?:back|in|to|more|seriously|as|for|into|and) | out_of_this_world | relationship
            | marriage | war | call | chapter | speech | conversation | argument | what_would | ending_credits
            | <machine> | <fiction>
        """,
    ),
    Rule(
        "despair",
        "stop over end nothing done",
        r"""
            i_(?:just_|really_|only_)*(?:want|wish|need)_(?:it|this|everything|all_of_(?:it|this)|the_(?:pain|hurt|
                hurting|suffering)|my_life|things|for_it)(?:_all)?(?:_to)?(?:_just|_finally)*_(?:stop|be_over|end|
                would_stop|would_end|was_over) | make_(?:it|the_pain|everything|this_pain)_(?:all_)?stop
            | (?:i_want|wish|want)_(?:it|everything)_(?:all_)?(?:to_be_)?over
            | nothing_(?:really_)?(?:matters|is_worth_it|makes_sense)_any_?more
            | nothing_(?:left_)?(?:to|for_me|worth)(?:_\w+){0,2}?_(?:live|living|anymore|here) | nothing_left_for_me
            | done_(?:with_(?:life|everything_and_everyone|this_world|living|it_all)|living|existing|breathing)
        """,
        unless=r"""
            stop_(?:\w+ing|at|after|when|if|before|auto\w*|it) | season | winter | summer | week | year | election
            | pandemic | semester | quarter | surgery | <chores> | <machine> | <fiction>
        """,
        serious=False,
    ),
    Rule(
        "despair",
        "live living alive exist life wake waking breathing anymore here earth world around",
        r"""
            <cannot>(?:_really|_even|_just|_actually|_ever|_honestly)*(?:_want|_wanna|_wish|_care|_feel_like|_desire|
                _like|_see(?:_any|_a|_the|_much)?(?:_point|_reason|_sense|_purpose|_use)|_have(?:_any|_a|_the)?(?:
                _will|_strength|_reason|_energy|_courage)|_deserve|_know_(?:how|why)_(?:to|i)|_bear|_stand|_plan|
                _intend|_worth)?(?:_to|_in|_of|_i|_for)?(?:_(?:keep|go_on|continue|be|even|me))?_(?:live|living|alive|
                being_alive|stay_alive|staying_alive|exist|existing|wake_up|waking_up|breathing|life|be_here
                _any_?more|be_here$|be_here_(?:tomorrow|tonight)|be_on_this_(?:earth|planet)|be_in_this_(?:world|
                life)|be_around_any_?more|be_me_any_?more|wake|open_my_eyes)
        """,
        unless=r"""
            liv(?:e|ing)_(?:in|near|on|alone|there|at|off|together|music|stream\w*|chat|without|by|through|that|up|
                under|for_(?:work|my_job)|far|close|tv|next|here|down|action|with|like_a|room)\b(?!_(?:this_(?:world|
                life|body|pain|way|feeling)|the_(?:world|pain|shame)|myself|it_any))
            | wak(?:e|ing)_up_(?:early|at|to|for|before|so|late|with|my|the|him|her|them|in_the|and_go|when|a|on|from|
                hungover) | wake_(?:him|her|them|my|the|you) | exist\w*_(?:in|on|as|yet|already|\w+s)
            | (?:not|never)_(?:living|alive|existing|life|wake|breathing) | does(?:nt|_not)_exist
            | can(?:t|_not|not)_live_without | (?:couldnt|cant|cannot)_(?:\w+_)?(?:wake|exist) | they
            | life_(?:insurance|hack|in|on|of|support|cycle|easier|changing|advice|coach)
            | not_be_here_(?:for|when|at|on) | <machine> | <fiction>
        """,
    ),
    Rule(
        "despair",
        "live living alive life exist existing reason point another worth worthless purpose",
        r"""
            (?:no|any|whats_the|what_is_the|what_even_is_the|see_the|see_a|see_any|without|lost_(?:the|my|all)?|one|
                single|find_(?:a|the|any)|lacking|little|not_a)(?:_\w+)??_(?:points?|reasons?|will|sense|hope|use|
                desire|strength)(?:_\w+){0,5}?_(?:live|living|stay_alive|alive|exist|existing|go_on|going_on|carry_on|
                keep_going|stay|life|be_here|continue|breathing|anything|it_all)
            | (?:is|is_there|have)_(?:a_|any_)?(?:point|reason)_(?:to|in|for)_(?:live|living|going_on|my_life|
                existing)
            | another_(?:day|minute|second|hour|week)(?:_\w+){0,2}?_(?:alive|of_(?:this_)?life|living|in_this_world|of
                _(?:this_)?pain) | no_point_(?:to|in|of)_(?:any_of_this|anything|it_all|me) | lost_the_will
            | (?:why|whats_the_(?:point|use))(?:_\w+){0,3}?_(?:alive|living|exist|existing|bother_(?:living|going_on)|
                go_on_living|keep_(?:living|going_on|existing))
            | (?:my_|this_|human_)?(?:life|living|existence)_(?:is|isnt|is_not|has|feels|seems|just_feels|doesnt_feel|
                no_longer_feels|is_just|has_become|has_been|has_no|holds_no)(?:_\w+){0,2}?_(?:worth|worthless|
                pointless|meaningless|hopeless|unbearable|empty|meaning|point|purpose|value|torture|unlivable|painful|
                pain|hell)
            | my_life_(?:is|feels)_(?:completely_|basically_|pretty_much_)?(?:over|finished|done|ruined)
            | not_worth_living | no_purpose
        """,
        unless=r"""
            life_(?:insurance|cycle|hack|support|on|of|in|jacket|expectancy|sciences?)
            | liv(?:e|ing)_(?:in|stream\w*|chat|music|near|with|demo|tv|there|here|at|on) | going_(?:to|back)
            | go_on_(?:a|the|vacation|holiday|with|about|to) | stay_(?:in|at|with|up|home|here_at)
            | keep_going_(?:to|back|over) | (?:meaning|purpose|origin)_of_life | doing_anything_about
            | (?:battery|shelf|half|wild|still|night|love|social|sex|dating|work|school)_life | price | philosoph\w*
            | <machine> | <fiction> | reason_for_(?:this|the) | any_reason_not | no_purpose_(?:of|in|for) | its_worth
            | team | anything_(?:else|about|on|with)
        """,
        serious=False,
    ),
    Rule(
        "despair",
        "tired sick exhausted done fed hate quit give giving gave given enough bored",
        r"""
            (?:tired|sick|exhausted|weary|done|fed_up|bored)(?:_and_tired)?_(?:of|with|from)(?:_\w+)??_(?:living|life|
                being_alive|existing|my_life|existence|being_here|this_world|breathing|being_me|staying_alive|
                fighting|pretending_im_ok\w*) | had_enough_of_(?:life|living|this_life|this_world|everything)
            | (?:hate|regret|quit|cant_bear|cant_stand)_(?:being_alive|that_im_(?:still_)?alive|existing|living|waking
                _up_alive|my_existence|every_second_of_my_life)
            | (?:give|giving|gave|given)_up_on_(?:life|living|my_life|everything|myself)
        """,
        unless=r"""
            living_(?:in|with|at|on|off|like_a|room|here|there|near|paycheck|under|out)\b(?!_this_world)
            | life_(?:in|at|on) | (?:city|school|college|office|corporate|country|village)_life
            | fighting_(?:with|over|about|games?|for) | <fiction>
        """,
    ),
    Rule(
        "despair",
        "cant cannot wont dont longer",
        r"""
            (?:cant|cannot|can_not|can_no_longer|dont_think_i_can|not_sure_i_can|dont_know_(?:if|how)_(?:i_can|to|ill|
                much_longer_i_can)|wont)(?:_\w+){0,2}?_(?:go_on|carry_on|do_this|do_it|take_it|take_this|do_life|bear
                _(?:it|this|life|living|the_pain)|handle_(?:it|this|life|living|being_alive)|stand_(?:it|living|life|
                the_pain|being_alive)|continue|hold_on|hang_on|cope|fight|keep_(?:going|fighting|doing_this|
                pretending|living)|live_like_this|live_with_(?:this|the_pain|myself|it)|endure)(?:_(?:any_?more|
                any_?longer|much_longer|like_this|with_(?:life|living|everything)|alone|at_all|please_help|help|im
                _done))+ | can(?:t|_not|not)_go_on(?:_living|_with_my_life|_with_life)?$ | cant_live_like_this
            | dont_want_to_(?:go_on|carry_on|keep_going|keep_fighting|fight|feel_this|feel|continue|
                try)_?(?:any_?more|any_?longer|like_this|this_way|$)
        """,
        unless=r"""
            cant_live_without | wait_on_hold | the_line | customer_service | install\w* | ads? | popups? | math
            | maths | calculus | shift | traffic | keto | plank | marathon | miles? | kilomet\w+ | password
            | this_(?:job|school|company|class|team|project) | <machine> | <chores> | <fiction>
        """,
        serious=False,
    ),
    Rule(
        "despair",
        "without better happier easier relieved burden miss notice care gone funeral favor favour",
        r"""
            (?:fine|ok|okay|alright)_(?:without_me|if_i_(?:wasnt|werent)_(?:here|around|alive))
            | favou?r_(?:by|if_i)_(?:dy|d[ie]|kill)\w*
            | <better>(?:_\w+){0,2}?_(?:without_me|(?:if|once|when|after)_(?:i|im)_?(?:was|were|wasnt|werent|
                disappear\w*|die\w*|had_never|didnt|left|vanish\w*|just|gone|dead|am)?)
            | would(?:nt|_not)(?:_even)?_(?:miss_me|notice_(?:if|that)_i(?:m|_was|_were)?_(?:gone|die\w*|dead|
                disappear\w*))
            | (?:no_?one|nobody|no_body|not_a_soul|not_one_person)(?:_\w+){0,3}?_(?:miss_me|(?:notices?|cares?)_(?:if|
                when|that|whether)_im?(?:_(?:am|was|were|just|even|ever|suddenly))?_(?:gone|die\w*|dead|disappear\w*|
                vanish\w*|kill\w*|alive|exist\w*|live|here|not_here|left_this|never_(?:came|come)))
            | (?:nobody|no_?one|any(?:one|body))(?:_\w+){0,2}?_(?:cry|come|be|show_up)_(?:at|to)_my_funeral
            | (?:would|will|does)_any(?:one|body)(?:_\w+){0,2}?_(?:miss_me|(?:notice|care)_if_i(?:m|_was|_were|_am|
                _just)?_(?:gone|die\w*|dead|disappear\w*|kill\w*|vanish\w*|wasnt))
            | (?:im|i_am|ive_become|i_feel_like|feel_like|being|just|such|only)(?:_\w+){0,3}?_burden
            | (?:world|everyone|everybody|family|kids|they|all)(?:_\w+){0,6}_without_me\b.{0,12}\b<better>
        """,
        unless=r"""
            (?:team|project|party|movie|start|meeting|call|game|lunch|dinner)_without_me
            | (?:tax|financial|server)_burden | leave | quit | vacation | holiday | while_im
            | (?:notice|care)s?_(?:if|when|that|whether)_im?_(?:use|take|skip|wear|changed?|left_early|came|eat|ate|
                replaced?|bring|come|sit|park|leave|late|not_wearing|do|play|switch\w*|read|work) | <machine>
        """,
    ),
    Rule(
        "despair",
        "born exist disappear vanish gone forever sleep wake earth leave",
        r"""
            (?:wish|if_only|want|hate_that|regret)_i_(?:was|were|had|could|did|would|have)?(?:nt|_not|_never|
                _just)*(?:_\w+)??_(?:been_born|born|exist(?:ed)?|disappear|vanish|sleep_forever|cease|stop_existing|
                alive_anymore|wake_up_again|here_any_?more) | never_(?:have_)?been_born
            | (?:sleep|bed|asleep)(?:_\w+){0,3}?_(?:and|then)_(?:never|not|dont|just_not)(?:_\w+)?_wake
            | (?:just_|really_)*(?:want_to|wanna|wish_to|wish_i_could|would_like_to|ready_to|need_to)(?:_just|_really|
                _simply)*(?:_\w+)??_(?:disappear|vanish|stop_existing|cease_to_exist|not_exist|fade_away|be_gone|not
                _be_here|sleep_forever|never_wake_up|not_wake_up|be_no_more|leave_this_(?:world|life|earth)|not_be
                _alive) | i_(?:shouldnt|should_not)_(?:exist|be_alive|be_here$)
            | (?:hope|wish|pray|wishing|hoping|praying)(?:_that)?_i_(?:just_)?(?:dont|never|wont|do_not|didnt|would
                _never|wouldnt|will_never)(?:_\w+)?_wake | never_wake_up_(?:again|tomorrow)
            | not_wake_up_(?:tomorrow|again|one_day) | sleep_forever
        """,
        unless=r"""
            from_(?:google|social|facebook|instagram|the_internet|the_map|search) | island | beach | mountains
            | vacation | holiday
            | for_(?:a|the|two|three|some)_(?:few|while|week\w*|day|days|month|bit|hour\w*|summer|time)
            | born_(?:in|as|with|into|rich|a|on|earlier|later) | be_gone_(?:by|before|when)
            | not_be_here_(?:when|for|at|on) | acne | pimples? | wrinkles? | blanket | embarrass\w* | awkward
            | <machine> | <fiction>
        """,
    ),
    Rule(
        "despair",
        "goodbye good farewell note letter tomorrow last message final stuff away alive around",
        r"""
            good_?bye_(?:cruel|forever|for_ever|to_everyone_i|to_my_(?:family|kids|mom|life)|this_is_the_end)
            | (?:suicide|farewell|goodbye)_(?:note|letter)s?\b.{0,40}\b(?:family|parents|mom|kids|everyone|leave|left|
                wrote|written|write|last|my)
            | (?:write|wrote|writing|written|leave|left|leaving)(?:_\w+){0,2}?_(?:suicide|goodbye)_(?:note|letter)
            | (?:is|be|its)_(?:my|the)_(?:very_)?(?:last|final)_(?:message|night|day|goodbye|words?|evening)(?:_(?:on
                _earth|here|alive|of_my_life))?$
            | (?:wont|will_not|not_going_to|not_gonna|dont_plan_to|dont_think_ill|doubt_ill)(?:_\w+)??_(?:be_(?:here|
                around|alive)|see_(?:tomorrow|the_morning)|live|make_it|wake_up)_(?:tomorrow|much_longer|for_long|
                any_?more|past|until|to_see|through_the_night|next_\w+|by_\w+)
            | (?:by|before)_(?:tomorrow|tonight|morning)(?:_\w+){0,2}?_(?:ill|i_will)_be_(?:dead|gone)
            | (?:giv\w+|gave)_away(?:_all)?_my_(?:things|stuff|pets|belongings|possessions)\b.{0,40}\b(?:need|dead|
                gone|anymore|goodbye)
        """,
        unless=r"""
            work | school | job | company | office | colleagues? | team | semester | account | battery | resign\w*
            | retire\w* | coworkers? | last_day_(?:at|of|in|on)_(?!earth) | cover_letter | <machine> | <fiction>
        """,
    ),
    Rule(
        "despair",
        "suicid sucid suicd suiside suacid",
        r"""
            (?:i|im|ive|id|ill|me|my|myself)\b.{0,60}\b(?:su[ia]cid\w*|suicd\w*|suiside\w*)
            | (?:su[ia]cid\w*|suicd\w*|suiside\w*).{0,30}\b(?:i|im|ive|me|my|myself)
            | <wish>(?:_\w+){0,3}?_(?:su[ia]cid\w*|suicd\w*|suiside\w*)
            | suicid\w*_(?:hot_?line|help_?line|lifeline|crisis|thoughts?|ideation|feelings?|urges?|plan|method)
            | (?:feel|feeling|feels|am|so|really|getting)(?:_\w+)?_suicidal
            | (?:painless|easy|easiest|quick|best|methods?|ways?)(?:_\w+){0,3}?_suicid\w*
            | ^(?:\w+_)?(?:suicide|suicidal|commit(?:ting)?_suicide)$
        """,
        unless=r"""
            suicid\w*_(?:rates?|statistics?|squad|prevention|awareness|bomb\w*|vests?|attacks?|genes?|missions?|
                doors?|hill|squeeze|sprints?|pact|king|forest|inflation|lane|month|club|silence|drill|linux|chess|in
                _(?:literature|japan|hamlet|history|the|shakespeare|teenagers|sociology)|among|by_cop|burn)
            | not_suicidal | (?:career|political|social|financial|assisted|cell|virgin|commercial)_suicides?
            | durkheim | romeo | hemingway | hamlet | kurt | essay | thesis | novel | movies? | films? | songs?
            | lyrics | articles? | research | policy | poem | report | presentation | course | statistics? | chess
            | game | did | does | why_do_people | how_many | reduce
            | committed_suicide_(?:in|by|after|because|when|at) | talk_(?:to|with)_(?:students|teens|kids)_about
        """,
    ),
    Rule(
        "despair",
        "myself harm cut cutting hurt hurting wrist slit slash burn scratch",
        r"""
            i(?:m|ve|ll)?\b.{0,25}\bself_harm\w* | self_harm\w*.{0,20}\b(?:again|urges?|i|me|tonight)
            | self_harm(?:ing)?$
            | <wish>(?:_\w+){0,3}?_(?:cut|cutting|hurt|hurting|harm|harming|burn|burning|scratch)_(?:myself|my
                _(?:wrists?|arms?|thighs?|legs?|skin|veins?))
            | (?:i|im|ive|been|started|keep|kept|again|cant_stop|stop)(?:_\w+){0,3}?_(?:cutting|hurting|harming|
                burning)_(?:myself|my_(?:wrists?|arms?|thighs?|legs?))
            | (?:been|started|keep)_cutting_(?:for|again|since|every|more)
            | (?:before_i|might|going_to|gonna)_do_something_(?:to_myself|to_hurt_myself)
            | i(?:ve)?(?:_\w+){0,4}?_cut_my_(?:wrists?|arms?|thighs?|legs?)_(?:again|last_night|today|tonight|to_feel|
                on_purpose|every) | i_cut_(?:because|to_feel|to_cope|when_i_feel) | relapsed_and_(?:cut|hurt)
            | i_(?:cut|hurt|harm|harmed|burned)_myself(?:_(?:again|tonight|today|every|when|because|to_feel|on
                _purpose|so|last_night))?
            | (?:slit|slitting|slash|slashing|cut|cutting|open)(?:_\w+)?_my_(?:wrists?|veins?|throat)
        """,
        unless=r"""
            shav\w+ | cook\w* | chop\w* | slic\w* | paper | knife_slipped | by_accident | accidentally | gym | running
            | lifting | training | stretch\w* | football | soccer | basketball | yoga | skat\w+ | some_slack | hair
            | grass | lawn | costs | carbs | calories | class | wood | video | footage | trees | off_from
            | a_(?:slice|piece|deal) | back_(?:muscle|pain) | falling | exercis\w* | kitchen | while | playing
            | opening | without_(?:hurting|cutting) | not_(?:to_)?(?:hurt|cut)
            | self_harm_(?:policy|statistics|awareness|detection|classifier|in_te\w+) | <fiction>
        """,
    ),
    Rule(
        "despair",
        "painless easiest quickest fastest best effective way lethal fatal pills dose overdos peaceful hurts painful",
        r"""
            (?:painless|painlessly|easiest|easy|quickest|quick|fastest|least_painful|peaceful|peacefully|surest|best|
                effective|without_pain)(?:_\w+){0,3}?_(?:die|death|dying|kill_(?:myself|yourself|oneself|a_person)|end
                _(?:it|my_life|your_life)|not_wake_up|stop_living|go_forever)
            | (?:die|kill_myself|end_(?:it|my_life)|dying)(?:_\w+){0,3}?_(?:painless\w*|without_pain|peacefully|
                quickly|in_my_sleep|no_pain|without_(?:it_)?(?:hurting|suffering))
            | how_(?:many|much)(?:_\w+){0,6}?_(?:to_(?:die|overdose|od|kill_(?:me|myself|you|yourself|a_person|
                someone))|(?:would|will|can|could|it_takes?_to|does_it_take_to)_(?:kill_(?:me|you|a_person)|overdose|
                die)|(?:is|are|would_be)_(?:lethal|fatal|deadly))
            | (?:lethal|fatal|deadly)_(?:dose|amount)\b.{0,30}\b(?:sleeping|pills?|paracetamol|tylenol|acetaminophen|
                ibuprofen|xanax|insulin|me|take) | <wish>(?:_\w+)?_(?:overdose|od_on)
            | (?:if|what_if)_i_(?:took|take|swallow\w*)(?:_\w+){0,3}?_(?:pills|tablets|meds)
            | (?:collect\w*|sav\w+(?:_up)?|hoard\w*|stockpil\w*)(?:_\w+){0,2}?_(?:pills|tablets|meds|medication)
            | (?:pills|tablets|medication|meds)\b.{0,40}\b(?:tak\w+_(?:them_|it_)?all|all_of_them|swallow_(?:them|
                all)|never_wake|end_it)
        """,
        unless=r"""
            times | people | bullets? | hits? | hp | damage | zombies | mobs | sharks? | years | calories | dogs?
            | cats? | rats? | mice | ants? | bugs? | weeds? | mold | bacteria | plants? | process\w* | threads?
            | monsters? | enem\w+ | wasps? | cockroach\w* | lobsters? | fish | crabs? | doctor | prescri\w+
            | <fiction> | <machine>
        """,
    ),
    Rule(
        "despair",
        "jump bridge roof ledge traffic train tracks cliff rope noose gun razor pills blade knife window driv crash "
        "steer walk run lie lying",
        r"""
            (?:i|im|ill|id|ive|me|to|just|and|wanna|gonna)\b(?:_\w+){0,4}?_(?:jump(?:ing)?|throw(?:ing)?_myself|
                step(?:ping)?|leap(?:ing)?)_(?:off|from|in_front_of|out_of|out_the|out|into|under)(?:_of)?(?:_(?:a|
                the|my|this|that|an))?(?:_\w+)??_?(?:bridge|building|roof|rooftop|balcony|window|train|cliff|car|bus|
                truck|tower|subway|tracks|floor|river|traffic|overpass|ledge|tram)
            | (?:im|i_am|i)(?:_\w+){0,7}?_(?:going_to|gonna|about_to|ready_to|want_to|wanna|thinking_of|thinking
                _about)_jump(?:ing)?(?:_(?:now|off|tonight|down|to_my_death))?$
            | (?:im|i_am|ive_been|ive|sitting|standing|i)(?:_\w+){0,2}?_on_(?:a|the|this|my)(?:_\w+)?_(?:bridge|roof|
                rooftop|ledge|edge|railing|tracks|overpass|balcony)\b.{0,40}\b(?:jump\w*|over|end|die|done|goodbye|
                nobody|reason|life|it|down)
            | (?:have|ive_got|got|holding|with|bought|tied|found|loaded)(?:_\w+){0,3}?_(?:rope|noose|gun|razor|
                blades?|pills|knife)\b.{0,30}\b(?:ready|end_it|tonight|neck|wrist|head|mouth|goodbye|to_die|kill
                _myself|do_it|end_(?:it|everything)|in_(?:my|front)|next_to_me|beside_me|use_it)
            | (?:gun|knife|rope|noose|razor|blade)(?:_\w+){0,2}?_(?:to|in|around|on|against)_my_(?:own_)?(?:head|
                mouth|neck|throat|temple|wrists?)
            | (?:drive|driving|crash|crashing|steer|steering)(?:_\w+){0,3}?_(?:off_(?:a|the)_(?:\w+_)?(?:bridge|cliff|
                road)|into_(?:a|the|oncoming)_?(?:tree|wall|river|traffic|truck|bridge))
            | (?:walk|walking|run|running|lie|lying|lay)_(?:down_)?(?:into|in_front_of|on|in)_(?:the_)?(?:traffic|
                tracks|rails|ocean|sea)
        """,
        unless=r"""
            (?:everyone|everybody|all_your_friends|your_friends|he|they)_(?:else_)?jump
            | if_(?:\w+_)?(?:jumped|told_me_to) | how_(?:high|far|deep) | self_driving | holiday | beach | swim
            | surf\w* | hik\w+ | sunset | photo\w* | view | fishing | concert | into_the_details | sales
            | on_the_edge_of_my_seat | hunting | range | kitchen | cook\w* | to_conclusions | ship | <leisure>
            | <fiction> | <machine>
        """,
    ),
    Rule(
        "despair",
        "hope hopeless worthless despair way future rope pain inside",
        r"""
            (?:no_hope|lost_(?:all_)?hope|hope_is_gone|hopeless)\b.{0,20}(?:left|for_me|anymore|any_more|im_done)
            | hope_left
            | (?:ive|i_have|have|i)_lost_(?:all|any|every)_(?:my_)?hope(?:_in_(?:life|everything|myself|the_future))?$
            | i_(?:feel|am|have_been_feeling|just_feel)(?:_\w+){0,2}?_(?:hopeless|worthless|desperate_and_alone|
                nothing_inside|dead_inside)
            | im_(?:so_|completely_|utterly_|totally_|feeling_|just_)*(?:hopeless|worthless)
            | in_(?:total_|complete_|utter_|deep_|absolute_)?despair
            | (?:see|theres|there_is|have)(?:_\w+)?_no_(?:way_out|future|hope|other_way|other_way_out|light)
            | end_of_my_rope | no_way_out(?:_of_(?:this_pain|here_for_me|my_life))?$
            | (?:dont|cant|cannot|do_not)_see_(?:a|any)_(?:way_out|future|hope|light|way_forward)
            | (?:the|this|my)_pain_(?:is|has_become|never|wont)(?:_\w+){0,2}?_(?:unbearable|too_much_to_(?:live|bear)|
                stops?|ends?|go_away)\b.{0,20}(?:live|anymore|die|end|life)
        """,
        unless=r"""
            hopeless_(?:at|with|in|romantic|case|when) | worthless_(?:at|piece|product|advice|app) | team | stocks?
            | crypto | bitcoin | framework | project | printer | match | season | economy | country | bus | future_of
            | parking | <machine> | <chores> | <fiction>
        """,
        serious=False,
    ),
)

_OTHERS = (
    Rule(
        "despair_other",
        "himself herself themsel theirself suicid die live cutting jump harm end life kill",
        r"""
            <who>\b(?:_\w+){0,8}?_(?:(?:kill|killing|hang|hanging|shoot|shooting|harm|harming|harms|cut|cutting|cuts|
                hurt|hurting|hurts|drown|unalive)_(?:him|her|them|their)sel(?:f|ves)|wants?_to_(?:die|end_(?:it|it
                _all|(?:his|her|their)_life)|be_dead|jump|kill)|wanted_to_die|suicidal|(?:attempt\w*|commit|
                committing|about|considering|threaten\w*|mentioned|of)_suicide|end(?:ing)?_(?:his|her|their)
                _(?:own_)?li(?:fe|ves)|tak(?:e|ing)_(?:his|her|their)_own_li(?:fe|ves)|(?:doesnt|does_not|dont|didnt)
                _want_to_(?:live|be_alive|be_here_anymore|exist|wake_up)|self_harm\w*|(?:going|threatening|trying|
                about)_to_jump)
        """,
        unless=r"""
            wants?_to_(?:die|kill)(?:_\w+)?_(?:of|laughing|the|my|a|this|his|her|time|him|me|for) | did | does
            | why_did | who | famous | celebrity | actor | singer | artist | writer | author | king | president
            | end_(?:it|things)_with | <past> | <chores> | <machine> | <fiction> | wants?_to_die_(?:hard|on)
            | suicide_(?:squad|rates?|bomb\w*|prevention) | (?:shav|cook|chopp)\w* | hurt_themselves_(?:while|at|in)
            | killing_(?:him|her)self_(?:laughing|at|over|with)
        """,
    ),
)

_EMERGENCIES = (
    Rule(
        "emergency",
        "breath pulse suffocat gasping blue",
        r"""
            (?:cant|cannot|can_not|can_barely|can_hardly|couldnt|struggl\w+_to|unable_to|trouble|difficulty|difficult
                _to|hard_to|hard_time|problems?|hurts_to|stopped|stops|not|isnt|arent|quit|no_longer|barely|hardly)(?:
                _\w+)?_breath(?:e|ing)? | short(?:ness)?_of_breath | gasping_for_(?:air|breath)
            | (?:no|without_a?|cant_(?:feel|find)_(?:a|his|her|any))_pulse
            | (?:turn\w*|going|goes|gone|lips(?:_are)?)_(?:\w+_)?blue | suffocating
        """,
        unless=r"""
            laugh\w* | nose | stuffy | congest\w* | corset | dress | jeans | mask | so_funny | underwater
            | under_water | fish | fire_?breath\w* | breathe_(?:easy|life|new)
            | breathing_(?:exercises?|techniques?|room|space) | breath_(?:of|away|mint) | full | ate | stairs | summer
            | weather | humid\w* | screen | leds? | lights? | hair | jeans | litmus | sky | paint\w* | dragon
            | sprint\w* | run | running | turn(?:s|ed|ing)?_(?:it|the|this|them) | <software> | <chores> | <asked>
            | <past> | <fiction>
        """,
        serious=False,
    ),
    Rule(
        "emergency",
        "unconscious passed collaps faint blacked unresponsive respond waking wake seizure convuls fitting moving "
        "limp floor",
        r"""
            (?:<who>|i|we)\b(?:_\w+){0,6}?_(?:unconscious|(?:has_|have_|just_|suddenly_)*(?:passed_out|collapsed|
                fainted|blacked_out)|unresponsive|(?:not|isnt|wont|doesnt|stopped)_(?:\w+_)?(?:respond\w*|reacting|
                moving|wak\w+_up|wake_up)|(?:cant|cannot|cant_seem_to)_wake_(?:him|her|them|my_\w+)|(?:a_|having_a_|
                having_|has_a_|had_a_|is_having_(?:a_)?)seizures?|convuls\w+|gone_limp|limp_and)
            | (?:found|cant_wake|wont_wake)(?:_\w+){0,4}?_(?:unconscious|on_the_floor|unresponsive|
                up)\b.{0,30}\b(?:<kin>|him|her|floor|help)
            | (?:she|he|they|hes|shes)(?:_\w+){0,3}?_(?:wont|will_not|doesnt|isnt|not)_(?:waking|wake)_up
            | feel(?:s|ing)?_like_(?:im_going_to_|im_gonna_|i_will_)(?:faint|pass_out|collapse)
        """,
        unless=r"""
            unconscious_bias | collapsed_(?:section|sidebar|menu|node|row|div|star|building|lung_meaning) | early
            | alarm | on_time | for_school | for_work | my_e?mails? | texts? | messages? | calls? | support | ticket
            | recruiter | customer_support | movie | passed_out_(?:flyers?|candy|drunk_on)
            | not_(?:responding|moving)_(?:to|on|in)_(?:my|the|email|text) | <software> | <past> | <asked> | <fiction>
        """,
        serious=False,
    ),
    Rule(
        "emergency",
        "heart stroke chest arm leg feel face slur anaphyla asthma cardiac speech",
        r"""
            (?:having|has|have|had|think|might_be|could_be|maybe|its|is_this|is_it|suspect|suffering|possible|
                possibly)(?:_\w+){0,4}?_(?:heart_attack|stroke|cardiac_arrest|asthma_attack|anaphyla\w+)
            | heart_(?:has_|just_|\w+_)?stopped
            | chest_(?:\w+_)?(?:pains?|hurts?|hurting|is_tight|feels_tight|tightness|pressure|is_(?:\w+_)?(?:hurting|
                killing_me|crushing))
            | (?:pain|pressure|tightness|weight|crushing|stabbing)(?:_\w+){0,3}?_(?:in|on|across)_(?:my|his|her|the)
                _chest
            | (?:half|one_side|left_side|right_side)(?:_\w+){0,3}?_(?:face|body)?(?:_\w+){0,3}?_(?:droop\w*|numb|
                paraly\w+) | face_(?:is_|has_|looks_)?(?:drooping|droopy|droops|drooped)
            | (?:slurr\w+|speech_is_(?:slurred|weird))\b.{0,30}
            | cant_(?:feel|move)(?:_\w+){0,3}?_(?:left|right|arm|legs?|side)
        """,
        unless=r"""
            nearly | almost | gave_me | give_me | gives_me | gave_us | giving_me | workout | gym | bench | push_?ups
            | chest_day | muscles? | different_strokes? | brush_?strokes?
            | stroke_(?:order|width|color|colour|dash|of) | keystrokes? | two_stroke | four_stroke | backstroke
            | breaststroke | treasure | of_drawers | golf | price | bill | ex | slurry | css | svg | canvas | swim\w*
            | grandfather_had | family_history | <past> | <asked> | <fiction>
        """,
        serious=False,
    ),
    Rule(
        "emergency",
        "bleed blood wound artery severed amputat",
        r"""
            bleeding_(?:a_lot|heavily|badly|so_much|out|to_death|everywhere|and|profusely|really|very|from_(?:his|her|
                my|the)_(?:head|neck|leg|arm|ear|ears|eyes?|stomach|chest|wrist|mouth)|quite)
            | (?:wont|doesnt|cant|not|isnt|didnt)(?:_\w+){0,3}?_(?:stop|stopping)(?:_the)?_bleeding
            | bleeding_(?:\w+_)?(?:wont|doesnt|will_not|isnt|not|cant)(?:_\w+)?_stop
            | (?:lost|losing|lot_of|lots_of|so_much|too_much|pool_of|covered_in|coughing_up|vomit\w+|throwing_up|
                spitting|spurting|full_of|pooping|gushing)(?:_\w+){0,3}?_blood
            | blood_(?:is_)?(?:everywhere|gushing|spurting|pouring|wont_stop|all_over)
            | (?:cut|sliced|severed|sawed|chopped|lost|tore|crushed)(?:_\w+)?_(?:off_)?(?:my|his|her|a|an)(?:_\w+)?
                _(?:finger|fingers|thumb|hand|wrist|artery|leg|arm|toe)\b.{0,12}(?:off|to_the_bone|bleed\w*|deep|
                badly|blood) | severed | deep_(?:cut|wound) | stab_wound | gunshot_wound | artery
            | bleeding_(?:baby|badly|man|help) | (?:<who>|im|i_am)(?:_\w+){0,3}?_bleeding$
        """,
        unless=r"""
            bleeding_edge | gums? | colou?rs? | memory | money | margin | ink | css | donat\w+
            | blood_(?:type|pressure|test|moon|orange|sugar|donor|bank|sweat) | dye | print\w* | sheep
            | nose_?bleeds?_meaning | steak | paint | vampire | period | <past> | <asked> | <fiction> | <software>
        """,
    ),
    Rule(
        "emergency",
        "swallow drank drunk ate ingest took taken poison overdos od oded pills bleach chugged inhaled",
        r"""
            (?:swallowed|swallowing|drank|drunk|drinking|ate|eaten|eating|ingested|chugged|inhaled|took|taken|
                sipped)(?:_\w+){0,6}?_(?:bleach|batter(?:y|ies)|poison\w*|detergent|antifreeze|pesticides?|
                insecticide|drain_cleaner|ammonia|tide_pods?|laundry_pods?|magnets?|cleaner|cleaning_(?:fluid|product|
                stuff)|chemicals?|wild_mushrooms?|death_cap|gasoline|petrol|kerosene|paint_thinner|acid|lye|chlorine|
                fumes|(?:a_)?coins?|needles?|broken_glass|weed_?killer|hand_sanitizer|nail_polish_remover|toilet
                _cleaner|descaler)
            | (?:took|taken|swallowed|ate|downed|had|taking|swallowing|popped)(?:_\w+){0,4}?_(?:whole|entire|full|all|
                too_many|handful|lots?|bunch|bottle|box|pack|packet|\d\d+|twenty|thirty|forty|fifty|hundred|
                everything|dozens?)(?:_\w+){0,4}?_(?:pills|tablets|tylenol|paracetamol|ibuprofen|aspirin|medication|
                medicine|meds|antidepressants|painkillers|xanax|valium|bottle|insulin|medicine_cabinet)
            | (?:i|he|she|they|hes|shes|ive|im|we|friend|just|has|have|<kin>)(?:_\w+){0,4}?_(?:overdos(?:ed|ing|e)|
                oded|o_d_ed|od_ing|odd_on_pills)
            | (?:been|was|is|got|being|im|food|carbon_monoxide|alcohol)_poison(?:ed|ing)
        """,
        unless=r"""
            dogs? | cats? | puppy | kitten | rabbit | hamster | parrot | vitamins? | chocolate | caffeine | coffee
            | sugar | cuteness | memes | netflix | cat_videos | prescribed | if_i | twice_a_day | once_a_day | car
            | lawn_?mower | my_time | iv | poison(?:ed|ing)_(?:ivy|cache|dns|data|the_well|training)
            | poison_(?:pill|ivy|dart) | (?:dns|cache|data|arp)_poisoning
            | i?_?took_(?:my|the)_(?:pills|medication|meds|medicine) | <past> | <asked> | <fiction> | <software> | how
        """,
    ),
    Rule(
        "emergency",
        "allerg throat chok swelling swollen epipen tongue heimlich",
        r"""
            allergic_reaction
            | throat_(?:is_|feels?_|has_|feels_like_its_)*(?:closing|swelling|swollen_shut|closed|tightening|tight)
            | (?:face|tongue|lips?|throat|eyes)_(?:is|are|has|have)(?:_\w+)?_(?:swelling|swollen|swelled) | epi_?pen
            | (?:<who>|im|i_am|is|are|was|started|been|just|help)(?:_\w+){0,3}?_choking | choking_(?:on|to_death|help)
            | stuck_in_(?:my|his|her|their)(?:_\w+)?_(?:throat|windpipe|airway)
        """,
        unless=r"""
            choking_hazard | choking_up | choked_up | mild | a_bit | slightly | choking_on_my_(?:words|coffee_laugh)
            | finals | under_pressure | playoffs | season | cough_drops? | engine | carburetor | sentence | song
            | frog_in | cold | flu | carry_an | where_can_i_buy | <past> | <asked> | <fiction> | <software>
        """,
        serious=False,
    ),
    Rule(
        "emergency",
        "drown river lake pool ice underwater sinking",
        r"""
            (?:<who>|im|i_am|we|were|is|are|was)(?:_\w+){0,3}?_drown(?:ing|ed)
            | fell_(?:in|into|through)(?:_the|_a)?(?:_\w+)?_(?:pool|water|river|lake|sea|ocean|canal|well|ice|pond)
            | (?:boat|car|we)(?:_\w+){0,3}?_(?:sinking|under_?water)
            | cant_swim\b.{0,30}\b(?:help|water|river|lake|deep)
        """,
        unless=r"""
            drowning_in_(?!the|a_(?:pool|lake|river)|water)
            | drowning_in_(?:the_)?(?:work|e?mails?|debt|paper\w*|tears|data|tasks|requests) | phone | keys | airpods?
            | drone | ball | ring | sinking_ship | sinking_feeling | sunk_cost | plants? | noise | titanic | it_sank
            | <past> | <asked> | <fiction> | <software> | <chores>
        """,
    ),
    Rule(
        "emergency",
        "fire flames burning smoke gas monoxide explo ablaze smoking burnt",
        r"""
            (?:house|home|apartment|flat|kitchen|building|room|bedroom|garage|car|stove|oven|pan|pot|curtains?|office|
                hotel|balcony|roof|toaster|microwave|dryer|tree|sofa|couch|bed|barn|shed|forest|field|clothes|sleeve|
                charger|batter(?:y|ies)|outlet|socket|wall|basement|attic|neighbou?r\w*|school|store|shop|train|bus|
                truck|bike|scooter|bin|door|fence|grill|oil|grease|place|stairwell|floor|something|everything|phone|
                laptop|heater|dorm|ward|factory|warehouse)\b(?:_\w+){0,4}?_(?:on_fire|in_flames|up_in_flames|caught
                _(?:on_)?fire|catching_fire|ablaze|full_of_smoke|filling_with_smoke|burning_down|burning|exploded|
                burst_into_flames|smoking)
            | there(?:s|_is|_are|_was)(?:_\w+){0,3}?_(?:fire|flames|smoke|explosion)\b(?:_\w+){0,2}?_?(?:in|at|on|
                coming|everywhere|next|outside|under|from|and|help|near|down|here|$)
            | (?:caught|catching|catches)_(?:on_)?fire
            | (?:its|were|im|hes|shes|is|are|am)_on_fire\b.{0,20}\b(?:help|literally|call|pls|please)
            | ^(?:help_)?(?:fire_?)+(?:_help|_please|_now|_call.{0,40})?$ | grease_fire
            | (?:smells?|smelling|smelled|smelt)(?:_\w+){0,4}?_(?:gas|propane|burning_plastic)
            | gas_(?:is_|line_|pipe_|main_)?(?:leak\w*|smell|alarm)
            | (?:carbon_monoxide|co|smoke)_(?:alarm|detector|poisoning)(?:_\w+){0,2}?_(?:going|went|beeping|ringing|
                sounding|poisoning) | smoke_(?:is_)?(?:coming|filling|pouring|everywhere)
            | trapped\b.{0,25}\b(?:fire|smoke|flames) | explosion_(?:in|at|next)
        """,
        unless=r"""
            firewall | fire_(?:hd|stick|tv|emoji|drill|him|her|my|someone|place) | fireplace | camp_?fire | bonfire
            | bbq | barbecue | candles? | fire_pit | on_fire_(?:today|lately|tonight|this) | ears? | cheeks | calories
            | fat | burning_(?:question|man|desire|sensation|cds?|dvds?|iso|mouth|eyes?|through|out)
            | gas_(?:station|prices?|bill|giant|mileage|tank) | quit | cigarettes?
            | smoking_(?:area|ban|room|section|habit|salmon|is) | no_smoking | battery_(?:life|drain) | start_a_fire
            | make_a_fire | fire_up | hired | stocks? | market | mentions | dm | dms | chat | world | cpu | gpu
            | usa?b | cd | dvd | barrel | toast | burnt_toast | flavou?r | taste | whisky | whiskey | burning_hot
            | chimney | on_fire_(?:with|for) | <past> | <asked> | <fiction> | servers? | production | prod | pipeline
            | build | codebase | deploy\w*
        """,
        serious=False,
    ),
    Rule(
        "emergency",
        "being break breaking broke trying house home apartment flat room door window intruder burglar inside robb "
        "thief thieves follow chasing stalk outside",
        r"""
            (?:someone|somebody|a_man|a_guy|man|guy|men|stranger|strangers|they|he|hes|theyre|burglars?|thie(?:f|ves)|
                intruders?|robbers?|people|ex)\b(?:_\w+){0,5}?_(?:break(?:ing)?_in(?:to)?|broke(?:n)?_in(?:to)?|trying
                _to_(?:get|break|come)_in(?:to|side)?|(?:in|inside|entered|entering|got_into)_(?:my|our|the)_(?:house|
                home|apartment|flat|room|garage|yard|garden|kitchen|bedroom|basement)|banging_on|pounding_on|kicking
                _(?:in|down)|climbing_(?:in|through)|at_the_door_with|robbing|outside_my_(?:house|window|door))
            | (?:intruder|burglar|home_invasion|break_in)\b(?:_\w+){0,4}?(?:_in|_at|_now|_help|_downstairs|_inside|$)
            | (?:someone|somebody|man|guy|men|he|hes|stranger|car|they|theyre|person|people|ex)\b(?:_\w+){0,4}?
                _(?:following|stalking|chasing|stalks|tailing)_(?:me|us|her|my_daughter|my_sister)
            | im_being_(?:followed|stalked|chased|robbed|attacked|held|kidnapped|beaten|threatened|watched)
        """,
        unless=r"""
            account | instagram | twitter | tiktok | facebook | linkedin | github | spotify | insta | ig
            | social_media | followers? | online | snapchat | youtube | ads? | ducks? | dogs? | cats? | puppy | kitten
            | broke_into_(?:song|laughter|tears|a_(?:smile|run|sprint)) | dreams? | nightmares? | birds? | mouse
            | mice | spiders? | raccoon | delivery | party | inside_my_head | email | network | <past> | <asked>
            | <fiction> | <software>
        """,
    ),
    Rule(
        "emergency",
        "being held hit beat chok strangl attack punch kick stab hurt rape assault molest threaten abus shot shoot "
        "kill gun knife weapon armed hostage kidnap robb mugg bomb",
        r"""
            (?:<who>|husband|wife|ex|man|guy|men|people|gang|they)\b(?:_\w+){0,5}?_(?:hit(?:s|ting)?|beat(?:s|ing)?|
                beaten|beating_up|chok(?:es|ed|ing)|strangl\w+|attack(?:s|ed|ing)|punch\w+|kick(?:s|ing|ed)|stabb\w+|
                hurt(?:s|ing)?|rap(?:ed|es|ing)|assault\w+|molest\w+|threaten\w*|abus(?:es|ed|ing)|shot|shooting|
                (?:wants|trying|tried|threatened|going|threatening|says_(?:he|shes|hes|hell)(?:_\w+){0,2})_to_kill|
                touched|grop\w+|tortur\w+)(?:_\w+)?_(?:me|us|her|him|my_(?:mom|mum|mother|sister|brother|son|daughter|
                kids?|children|wife|friend)|them|people|everyone)
            | (?:he|she|hes|shes|someone|somebody|man|guy|they|theres|there_is|men|husband|ex|dad|boyfriend|people|
                kid|student|stranger|robber)\b(?:_\w+){0,4}?_(?:with|has|have|got|pulled|pulled_out|pointing|holding|
                waving|brought|carrying|came_with)(?:_\w+){0,2}?_(?:gun|knife|weapon|machete|axe|rifle|pistol|bomb|
                bat) | active_shooter
            | (?:someone|somebody|he|she|man|guy|woman|people|they|theyve|hes|shes|<kin>)s?_(?:\w+_){0,2}?(?:been|got|
                was|were)_(?:shot|stabbed|attacked|beaten|mugged|kidnapped)
            | (?:beat|hitt|chok|strangl|attack|stabb|kick|punch)ing_(?:his|her|their|a|an|the|our)_(?:\w+_)?(?:<kin>|
                woman|man|girl|boy) | held_(?:here_)?(?:against_my_will|hostage|captive|prisoner) | gun_?shots?
            | shots_fired | bomb_threat | school_shooting | someone_(?:is_)?shooting
            | (?:ive|i)_(?:been|have_been|was|got|just_got|just_been|am_being|got)(?:_\w+)?_(?:shot|stabbed|attacked|
                robbed|mugged|raped|sexually_assaulted|assaulted|kidnapped|molested|beaten(?:_up)?|jumped|held
                _hostage|drugged|spiked)
            | (?:being|been|was|got|getting)_(?:stabbed|raped|mugged|kidnapped|held_hostage|sexually_assaulted|beaten
                _up|abused) | (?:kidnapped|hostage)\b.{0,20}\bhelp
            | domestic_(?:violence|abuse)\b.{0,30}\b(?:help|me|now|my)
        """,
        unless=r"""
            beats?_(?:me|him|her|us|them)_(?:at|in|to|by|again_at) | chess | tennis | ping_pong | poker | fifa | cards
            | race | football | soccer | basketball | badminton | scrabble | mario_kart
            | hit_(?:me|us|him|her)_(?:up|with|back|on) | feelings? | on_twitter | online | verbally | argument | ego
            | high_score | record | snowball | pillow | water_gun | nerf | glue_gun | heat_gun | nail_gun
            | massage_gun | spray | kitchen_knife_set | knife_set | pocket_knife | butter | swiss_army | for_sale
            | buy | recommend | baseball | cricket | photo_?bomb | bath_bomb | shot_(?:a|the)_(?:video|photo|film)
            | shot_(?:of|me)_(?:an?|down|a) | shot_down | sound | effect | sample | interview | review
            | threaten(?:s|ed|ing)?_to_(?:quit|leave|sue|fire|rain|resign) | screenshot | his_words | her_words | cat
            | dog | kitten | mosquito\w* | hit_by_(?:her|his|its)_beauty | by_(?:her|his)_beauty
            | (?:boss|mom|mum|wife|husband|teacher|dad)_(?:is_|will_)?(?:going_to|gonna)_kill_me
            | hurts?_me_(?:that|when|to|so_much_to|how) | <past> | <asked> | <fiction> | <software>
        """,
    ),
    Rule(
        "emergency",
        "crash accident car caught bone broken hit struck ran run lost stranded rescue freezing trapped stuck wreck "
        "electrocut lightning earthquake avalanche flood hurt injured fell fallen falling burned burnt scald",
        r"""
            (?:car|bike|motorcycle|motorbike|truck|bus|train|traffic|road|bad|terrible|serious|an|had_an|been_an|
                horrible|boat|scooter|bicycle|vehicle)(?:_\w+)?_(?:accident|crash|wreck|collision|
                pile_?up)\b.{0,60}\b(?:hurt|injured|trapped|bleed\w*|help|just|now|people|someone|happened|stuck|
                unconscious|moving|hes|shes|still|here|outside|front|dead|emergency|i_think)
            | (?:just|been|was|im|were|got|gotten|having|there(?:s|_has|_was))(?:_\w+){0,3}?_(?:in_an?_|
                an?_)?(?:\w+_)?(?:accident|car_crash|wreck|collision)
            | (?:got|was|been|were|just|is|<who>)(?:_\w+){0,2}?_(?:hit_by_an?_(?:\w+_)?(?:car|truck|bus|bike|van|
                train|motorcycle|taxi|scooter)|run_over|ran_over|electrocuted|struck_by_lightning|crushed_by)
            | crashed_(?:my|the|his|her|our|into)(?:_\w+){0,2}?_(?:car|bike|motorcycle|truck|tree|wall|pole)
            | (?:im|i_am|we_are|were|hes|shes|is|are|got|they_are|theyre|people|<kin>)(?:_\w+){0,4}?_(?:trapped|stuck|
                locked|buried|pinned)(?:_\w+)?_(?:in|inside|under|underneath|between|beneath)(?:_\w+){0,2}
                _(?:elevator|lift|car|house|rubble|avalanche|fire|building|trunk|freezer|cave|water|snow|basement|
                wreck|debris|tree|machine|well|attic|room|bathroom|vehicle|truck)
            | (?:<who>|i|we)(?:_\w+){0,3}?_(?:fell|fallen|falling|slipped)(?:_\w+)?_(?:off|from|down|out_of|
                through)(?:_\w+){0,3}_(?:roof|ladder|balcony|window|stairs|staircase|tree|scaffold\w*|cliff|horse|
                building|floor|wall|bridge|crib|changing_table)
            | bones?_(?:is_|are_)?(?:sticking|poking|showing|visible|out)
            | (?:leg|arm|hip|neck|back|skull)_is_(?:definitely_)?broken
            | (?:car|bus|truck|van|we|he|she)(?:_\w+){0,5}?_into_(?:a|the)_(?:\w+_)?(?:river|lake|ditch|tree|canal|
                water|crowd|ravine|pole|lamp_?post)
            | (?:caught|crushed|stuck|trapped)_in_(?:a|the)_(?:\w+_)?(?:machine|press|conveyor|escalator|saw|blender)
            | (?:car|truck|bus|van|driver|train|motorcycle|taxi)_(?:just_)?(?:hit|struck|ran_over|ran_into)_(?:a|an|
                my|the|me|him|her|someone|our|us|people)
            | (?:trapped|stuck|pinned|buried)_(?:inside|under|underneath)$ | (?:need|send|please)_(?:\w+_)?rescue
            | freezing_to_death | stranded
            | lost_(?:in|on)_(?:the|a)_(?:mountains?|woods|forest|desert|cave|sea|snow)\b.{0,40}\b(?:help|freezing|
                cold|water|rescue|dark|hurt)
            | (?:badly|seriously|severely|critically)_(?:hurt|injured|burn(?:ed|t)|wounded)
            | (?:third_degree|boiling_water|hot_oil|acid)\b.{0,30}\b(?:burn\w*|face|arm|skin|over|baby|leg)
            | (?:<who>|im|i_am|people|many)(?:_\w+){0,3}?_(?:badly_|seriously_)(?:hurt|injured)
            | (?:hit|banged|cracked)(?:_\w+)?_(?:his|her|my)_head\b.{0,40}\b(?:bleed\w*|blood|vomit\w*|throwing_up|
                unconscious|confused|dizzy|hard|talking|sleepy)
        """,
        unless=r"""
            how_many | average | lawyer | claims? | stock | market | crash_(?:course|dump|report|log|diet)
            | by_accident | happy_accident | train_(?:a|the|my)_model | insur\w* | asleep | in_love | escape_room
            | bios | safe_mode | a_loop | my_head | traffic | stuck_in_(?:a_)?(?:meeting|mud_on|the_past) | apart
            | behind | for_(?:it|him|her|you) | price | deposit | rent | dent | scratch
            | nobody_(?:is_|was_|got_)?hurt | no_?one_(?:is_|was_|got_)?hurt | parked | fender_bender | paint | sorted
            | lego | <past> | <asked> | <fiction> | <software>
        """,
    ),
    Rule(
        "emergency",
        "water labor labour baby contractions crowning snake scorpion bitten stung fever",
        r"""
            (?:my|her|the|wifes|girlfriends|sisters)_waters?_(?:just_|has_|have_)?(?:broke|broken)(?!_the)
            | (?:in|into|going_into|gone_into|went_into|premature|preterm)_labou?r
            | baby(?:s|_is)?_(?:coming|crowning|out) | contractions_(?:are|every|started|now)
            | (?:bitten|bit|stung|bite)(?:_\w+){0,3}?_(?:by)?(?:_\w+){0,2}?_?(?:snake|viper|cobra|rattlesnake|
                scorpion|black_widow|jellyfish|hornets?|wasps?|bees?|stray_dog)
            | (?:snake|viper|cobra|rattlesnake|scorpion)(?:_\w+){0,2}?_(?:bit|bitten|bite|stung)
        """,
        unless=r"""
            labou?r_(?:market|party|union|law|day|costs?|force|of_love) | grammar | english | apostrophe | heater
            | main | pipe | bees?_(?:sting|movie) | water_bill | language | python | anaconda | <past> | <asked>
            | <fiction> | <software>
        """,
    ),
    Rule(
        "emergency",
        "send ambulance 911 999 112 000 police cops paramedic fire emergency hospital medic firefighters",
        r"""
            (?:call(?:ing)?|need|needs|send|get|phone|dial|want|ring|have|where_is|fetch|require|wheres)(?:_\w+){0,4}?
                _(?:ambulance|911|9_1_1|999|112|paramedics?|police|cops|fire_(?:department|brigade|service|truck|
                fighters)|firefighters|emergency_(?:services?|room|help|doctor)|medics?|medical_help|sos)
            | ^(?:ambulance|police|911|999|112|paramedics?|sos|mayday|emergency|help_emergency)(?:_\w+){0,3}$
            | (?:this_is|its|have|is|got|there(?:s|_is)|medical|real)(?:_\w+){0,2}?_emergency | send_help
            | send_(?:someone|somebody)\b.{0,20}\b(?:now|quick|hurry|please)
            | (?:take|get|rush|bring)_(?:me|him|her|us|them)_to_(?:a|the)_(?:hospital|er)
        """,
        unless=r"""
            when_(?:should|do|would|to)_(?:i|you|we|one|people|call)
            | emergency_(?:exit|brake|fund|contact|number_in|landing|stop|button|meeting|release|patch|fix|backup|
                stairs|lights?|law|powers|plan|kit) | state_of_emergency | non_?emergency | not_an_emergency
            | in_(?:an|case_of)_emergency | the_police_(?:band|song|album)
            | police_(?:academy|officer|report_template|car_(?:toy|drawing)|brutality|dog) | porsche | cost | costs
            | toys? | price | number_format | call_of_duty | homework | assignment | code | excel | laptop | printer
            | essay | wifi | server | website | report | presentation | lego | siren | drive_an | become_an? | salary
            | grammar | fashion_police | volunteer | http | error | status | room_number | pizza | rate_limit | port
            | how_(?:much|does|do_(?:the_)?(?:police|ambulance)) | <past> | <fiction> | <software>
        """,
    ),
    Rule(
        "emergency",
        "dying die help",
        r"""
            (?:help|think|thinks|believe|please|ambulance|hospital|feel_like|feels_like|quick|afraid|
                scared)\b.{0,30}\b(?:im|i_am|hes|shes|he_is|she_is|theyre|<who>_is|(?:im|i_am|hes|shes)_(?:going_to|
                gonna|about_to))_(?:\w+_)?(?:dying|die)
            | (?:im|i_am|hes|shes|he_is|she_is|<who>_is)_(?:\w+_)?(?:dying|about_to_die|going_to
                _die)\b.{0,20}\b(?:help|please|call|ambulance|hospital|quick|right_now|do_something)
            | ^(?:please_)?(?:someone_|somebody_|anyone_)?help_(?:me_)?(?:im|i_am|hes|shes|were|he|she)
                _(?:\w+_)?(?:hurt|dying|injured|in_danger|trapped|bleeding|in_trouble|alone_and)
            | ^(?:(?:please|pls|help|me|god|oh|somebody|someone|anyone|now)_?){2,}$
        """,
        unless=r"""
            dying_(?:to|of_(?:laughter|boredom|curiosity|hunger|thirst|heat|cringe|embarrassment)|inside|laughing|for|
                laugh|breed|language|industry|art|light)
            | die_(?:if|alone|someday|one_day|of|in_(?:the|a)_(?:game|level)) | eventually | someday | one_day
            | plants? | trees? | fish | dogs? | cats? | hamster | flowers? | orchid | cactus | basil | lawn | grass
            | succulent | sourdough | starter | bees | roses? | tomato\w* | star
            | ^(?:please_help|help_please|help_me_please|please_help_me|help_me|please_pls_help|pls_help|pls_help_me|
                help|help_pls|help_me_pls|please|someone_help|can_someone_help)$ | <software> | <chores> | <past>
            | <fiction>
        """,
        serious=False,
    ),
)

ENGLISH = Language(
    rules=(*_EMERGENCIES, *_DESPAIR, *_OTHERS), parts=_PARTS, own=_OWN, laughs=_LAUGHS, tasks=_TASKS, words=True
)

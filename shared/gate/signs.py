"""Signs of a crisis: the phrases that the gate knows by itself. A programme adds its own in `not_for`.

Word forms do not matter. Words of a phrase stand in any order, with a few others between; after "=" they stand in a
row, and before "$" nothing more follows. "a/b" is one of two words. " | " and the end of a line part the phrases.
"""


def _each(block: str) -> tuple[str, ...]:
    return tuple(one.strip() for line in block.strip().splitlines() for one in line.split(" | "))


DANGER = _each(
    """
    want/wish/like/rather/ready/prefer/long die | want/wish/rather/prefer dead | =better off dead | wish wake not
    plan/mind/decide/imagine/fantasise/think die | think death/dead | think/urge/want suicide | =ways to die
    =how to die | hope/pray die | care/mind if die | not care live | =let me die | =die in my sleep
    =should be dead | =should just die | =deserve to die | =i feel dead | wish not alive | =wish i was gone
    kill self | end my/own/her/his/their life | =end her life | =end his life | =end their life | =end my life
    =end it all | =end it$ | =end things$ | =end everything | =end the pain | =make it stop$ | =make it all stop
    take own life | =take my life | =take her life | =take his life | =take their life | =top self | hang self
    drown self | slit/slash wrist/throat | attempt/commit/contemplate/consider/plan suicide | =end it tonight
    =do away with self | =do self in | life should/must end | =suicide note | =suicide attempt
    jump bridge/roof/window/train/cliff/balcony | =jump in front | =jump off | =step in front of
    =walk into traffic | drive into/off tree/wall/bridge/road/lorry/river/cliff | crash my car | =steer into
    swerve/veer tree/lorry/wall | =take all my tablet | =take all the tablet | =all my tablet | =too many tablet
    stockpile/hoard/save tablet | =take a load of tablet | =take a bunch of tablet | =swallow tablet | overdose self
    overdose | =want it all to end | =want it all to stop | =want the pain to stop | =want it to end$
    =want it to stop$ | =want everything to stop | =want everything to end | =my life is over$ | if want alive
    want/plan overdose | not want live | not want alive | =not want to be here
    =not wanting to be here | =not want to be around | =no longer want to live | =no longer want to be
    =not want to wake | not want wake | =would not wake up | =did not wake up | =not wake up | not want exist
    want/wish/stop/cease exist | =wish i did not exist | =wish i was not here | =if i was not here
    =if i were not here | =not being here | =not be here any more | =want to be gone | =if i was gone
    =if i were gone | =if i died | =if i disappeared | =if i were dead | =if i was dead
    want/wish disappear forever/not/vanish | =sleep and not wake | =sleep forever | =never born | wish not born
    not see tomorrow/morning want | =not be alive | =not deserve to live | =rather not be here
    =should not be alive | =should not be here any more | =not want to carry on living | =not want to go on
    =no point living | =no point in living | =no point to living | =no point to life | =no point being alive
    =no point in being alive | =no point going on | =no point in going on | =no point carrying on | =no point in me
    =no point in carrying on | =no reason to live | =no reason to go on | =no reason to carry on
    =no reason to be here | end it seems/option/answer/only | not see point go/live/carry/anything/being/me
    =nothing to live for | =nothing leave to live for | point live/alive/life
    =point of going on | =point of carrying on | =point in going on | =point in carrying on | =point anymore$
    =point any more$ | =not see a point$ | =not see the point$ | life not worth | not worth live | lose will live
    =give up on life | =give up on living | =given up on everything | tired/sick/enough live/alive/existing
    =tired of life | =enough of life | =enough of living | =sick of life | better off/place without me
    =better without me | =happier without me | =better off if i | =easier without me
    better/easier/happier if i not here | better/easier if i gone/dead/disappeared/died | nobody would miss me
    nobody would care/notice if i | =no one would miss me | =no one would notice if i | =no one would care if i
    burden family/everyone/people/kids/wife/husband i | world without me
    hurt/harm/injure/burn/cut/poison/punish self | cut/burn my arm/wrist/leg/thigh/skin | self harm
    start cutting again | =cutting again | =what i might do | =do something stupid | =do something to self
    =danger to self | =risk to self | =not trust self | =not safe with self | =not safe on my own | =not safe alone
    =i am not safe$ | =not feel safe with self | unsafe own/alone/self/tonight | =keep self safe
    =not keep self safe | say goodbyes | =goodbye everyone | =goodbye letter | tired/sick being alive
    find me with tablet
    wake wish not | =wish i have not | =if i was not around | keep blade/razor/rope/knife | scratch arm/skin/wrist/bleed
    hope/wish lorry/bus/car/train hit me | feel burden | i write note goodbye/how/would | =how i would do it
    =know how i would
    =final goodbye | dark/suicidal/intrusive/morbid think | =plan to end | =only way out | =no way out
    not see way out | not see any way out | not see future | =no future for me | =voices telling | hear voices
    suicidal | suicide ideation | =the end for me | =in the ground | =leave this world | =not in this world
    """
)
"""A life may be in danger. Of somebody else, this is a crisis too."""

DISTRESS = _each(
    """
    not cope | struggle cope | barely/hardly/stop cope | =fail to cope | =can not go on$ | =can not carry on$
    =can not keep going | =can not keep on | =can not keep doing this | =not think i can go on
    =not think i can carry on | =not think i can keep | =not think i can do this | =not carry on$
    =can not do this any | =can not do this$ | =can not do it any | =can not take it | =can not take this
    =can not take any more | =can not take much more | =can not bear it | =can not bear this | =can not stand it
    =can not stand this | =can not face it | =can not face another | =can not face going | =can not face this
    =can not go on like | =can not continue$ | =can not continue like | =can not manage any
    =can not hold it together | =how much longer i can | =not know how to go on | =not know how to carry on
    =not keep this up | =can not get through another | =not know how much more | =had enough$ | =i am done$
    =i am so done$ | =done with life | =done with it all | =i give up$ | =done with everything | =done with living
    =i am giving up$ | =giving up$ | =not want to go on like | =too much for me$ | breaking point | =rock bottom
    =end of my tether | =end of my rope | =end of tether | =at my wits end | =on the edge$ | =at my limit
    =over the edge | =fall apart | =falling to pieces | =go to pieces | =have a break down | =had a break down
    have break down nervous/mental | =break down in tears | =broke down in | =breaking down | lose mind
    =going under$ | =losing control | =lost all hope | =lose hope | =no hope | feel hopeless | feel worthless
    feel trapped | feel desperate | =feel like a burden | feel/am completely/utterly/totally broken/numb/empty
    =i am broken | feel so low | =feel really low | =in crisis | =in a crisis | =mental health crisis | hate self
    =hate my life | =i am drowning | =can not breathe before | =spiralling | =in a dark place | =in a bad place
    =in a really bad place | =in a very dark place | =need help now | cry way work | =not ok$ | =not okay$
    =need urgent help | =please help me$
    severe/severely depress | =so depressed | =really depressed | =very depressed | panic attack | =having panics
    cry every/before/constantly | cry all time/day/night | not stop cry | cry in/at work/toilet/car | cry self sleep
    =in tears every | =in tears before | =in tears most | burn out cry | =always crying | =keep crying
    =crying most | drink get through | drink before work/shift | drink every night/day/morning/evening
    drink cope/forget/numb | =drinking too much | =drinking a lot | drink more and more | start drinking again
    drink sleep night | =drinking heavily | wine/vodka/gin/whisky/alcohol/drink cope/sleep/through/forget
    =drunk at work
    tablet from ward | take/steal/use diazepam/lorazepam/morphine/tablet/opioid from ward/work
    take/use diazepam/lorazepam/codeine/tablet/zopiclone calm/sleep/cope/relax | =addicted to
    take/use cocaine/ketamine/diazepam/codeine/tramadol/morphine/opioid get/calm/cope/sleep/through
    take/use propofol/fentanyl/cannabis/zopiclone/lorazepam/amphetamine get/calm/cope/sleep/through | relapse i
    take/use drug cope/get/sleep/through | =self medicate | =self medicating | not get out bed | =stopped eating
    not eat for days | =not slept for | not sleep for days/weeks | throw/sick/vomit before shift/work
    =not leave the house | =not leave my house | not leave my room | anxiety so bad | dread every shift/morning/day
    =scared of self | =frightened of self | =purging | =making self sick | =starving self
    """
)
"""A first person who is not coping. Of somebody else, it is a question about them."""

SOFT = _each(
    """
    burn out | depress | anxious/anxiety | overwhelm | lonely | miserable | exhaust | struggle | =not sleeping
    traumatised | =low mood | tearful | =mental health | isolated | cope | =a dark time | ptsd
    """
)
"""What is worth help beside the answer when a first person says it; two of them are worth a person's look."""

IDIOMS = _each(
    """
    dying to | die to | to die for | killing it | kill time | killing time | end of life | dead tired | dead on
    drop dead | over my dead body | career suicide | suicide mission | political suicide | dead end | die down
    dies down | die hard | die of boredom | died of boredom | dead line | dead slow | dead good
    dying of embarrassment | die of embarrassment | life support | cut to the chase | cut my hours | time of death
    panic attack on a plate | could kill for | kill for a | hate myself for asking | hate myself for saying
    die laughing | died laughing | caffeine overdose
    sudden cardiac death | overdose on coffee | overdose of coffee | overdose of caffeine | killed it
    """
)
"""What only sounds like a sign."""

CONTEXT_AFTER = frozenset(
    "prevention awareness training teaching module modules policy policies assessment assessments risk course courses "
    "management guideline guidelines guidance pathway pathways case cases patient patients talk session sessions "
    "workshop workshops research audit audits data rate rates statistics elearning learning lecture lectures leaflet "
    "presentations admissions attendances safeguarding simulation osce station service services clinic clinics first "
    "screening question questions toolkit resources protocol team teams intervention interventions skills nurse".split()
)
CONTEXT_BEFORE = frozenset(
    "training teaching teach taught lecture module course session workshop policy awareness patients "
    "patient guidance guideline pathway elearning research audit assess assessing treat treating manage managing see "
    "seeing prevent preventing discuss discussing posters osce".split()
)
"""Words that make a topic of what stands beside them: "suicide prevention", "teaching on self-harm"."""

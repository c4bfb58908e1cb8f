"""Names that people in a British region's training programmes have, as far as a list can hold them.

A name that is a common word too (Grace, Will, Price) counts only beside other evidence: a capital in mid-sentence, a
role before it, or another name.
"""

GIVEN = frozenset(
    """ aaliyah aaron abdul abdullah abigail abimbola abiola abu ada adam ade adebayo adeel adewale
adil aditi aditya adrian agnes agnieszka ahmad ahmed aiden aileen aisha aisling ajay akash akira alan alastair
albert alejandro alessandro alex alexander alexandra alfie alfred ali alice alicia alina alison alistair allison
amal aman amanda amara amaka amber amelia amina amir amit amy ana anand andrea andreas andrew andy angela angus anil
anish anita anjali ankit ann anna anne annie anthony antonio anya aoife archie arjun arun asad asha ashish ashley
ashok asif asma astrid ayesha ayo azeez barbara barry beatrice becky ben benjamin bernard beth bethany bhavna bilal
billy bolu brendan brian bridget bronwen bronwyn bruce bryan bukola callum cameron carl carla carlos carmen carol
caroline carolyn carys catherine cathy cecilia ceri charles charlie charlotte chen cheryl chibueze chidi chidinma
chika chike chinedu chioma chloe chris christian christina christine christopher chukwu ciara ciaran claire clara
clare claudia clive colin colleen connor conor craig cristina daisy daniel daniela danielle danny daphne darren dave
david dawit deborah debbie declan deepa deepak deirdre demi denise dennis derek dermot desmond dev diana diane diego
dilip dimitri divya dmitri dominic donald donna doreen doris dorothy douglas duncan dylan ebony edith edmund eduardo
edward efe eileen eilidh elaine eleanor elena eleri elias elizabeth ella ellen ellie elliot elsie emeka emily emma
emmanuel eric erica erin esther ethan eugene euan eva evan eve evelyn ewan fadi farah farhan farida fatima fatimah
faye felicity femi fergus fernando fiona florence folake frances francesca francis fred freddie frederick freya
funmi gabriel gabriela gareth garry gary gavin gemma geoff geoffrey george georgia georgina gerald gerard gethin
gillian gita giulia glenn gloria gopal gordon graham graeme greg gregory gurpreet gwen habib hadi hafsa hamid hamza
hannah hari harjit harold harriet harry hasan hassan hayley hazel heather heidi helen helena henry hilary hina holly
howard hugh hugo huda humphrey hussain hussein hyun iain ian ibrahim idris ifeoma ifeanyi ikram imogen imran ines
ingrid ioana iqra irene iris isaac isabel isabella isla ismail ivan iwan jackie jacob jacqueline jaime jake jamal
james jamie jan jane janet janice jasmin jasmine jason jaspreet javed javier jay jaya jean jeff jeffrey jenna
jennifer jenny jeremy jerome jess jessica jia jill jim jimmy jin joan joanna joanne joe joel johan john johnny jon
jonas jonathan jordan jorge jose joseph josh joshua joyce juan judith judy julia julian julie juliet kabir kamal
kamala kamran karen karim karl karthik kasia kate katarzyna katherine kathleen kathryn kathy katie katrina kavita
keith kelechi kelly ken kenneth kerry kevin khadija khalid kieran kim kiran kirsten kirsty krishna krystyna kumar
kunal kurt kwame kyle lakshmi lara laura lauren laurence layla leah leanne lee leila lena leo leon leonard lesley
leslie lewis liam lily linda lindsay lisa liz lloyd lorna lorraine louis louisa louise luca lucas lucia lucy luis
luke lydia lynn lynne magda magdalena maggie mahmoud maisie malcolm manish manoj manuel marcia marcin marco marcus
marek margaret maria mariam marian marie marina mario marion marjorie marta martha martin martina martyn mary maryam
mateusz matilda matt matthew maureen maurice mavis maxine maya meena meera megan mehmet mei melanie melissa mia
michael michelle miguel mike mina ming miriam mo mohamed mohammad mohammed moira molly mona monica morag muhammad
mukesh muna mustafa myra nadia nadine naila naomi narges nasir nasreen natalia natalie natasha nathan nathaniel
naveed neena neeta neha neil ngozi niamh nicholas nick nicola nicole nigel nikhil nina nisha nita nnamdi noah nora
noor norman nuala obinna ola oleg olga olivia oliver olu oluwaseun omar oscar osman owen padraig pamela parveen
patricia patrick paul paula pauline pavel pedro penny peter phil philip philippa phillip phoebe pierre piotr pooja
prakash pranav pratik preeti priya priyanka qasim rachel rachael rafael rafiq raheel rahul raj rajesh raju ralph
ramesh ranjit rashid ravi raymond rebecca reena rehana rekha rhian rhiannon rhys ricardo richard rizwan robbie
robert roberta roberto robin rodney roger rohan rohit roisin ronald rory rosalind rosemary ross rowan roxanne roy
rukhsana rupert russell ruth ryan saad sabina sabrina sadia sadie saeed saira salim salma salman sam samantha samir
samira samuel sandeep sandra sanjay santosh sara sarah saskia saurabh sean seema segun selina serena sergei shabana
shahid shamima shane shannon sharon shaun shazia sheila shilpa shirin shirley shona shreya siddharth simon simone
sinead siobhan sofia sonia sonya sophia sophie stefan stella stephanie stephen steve steven stewart stuart sunil
sunita suresh susan susanna suzanne sven sylvia syed tahir talia tamara tamsin tania tanya tara tariq tasneem tegan
temi terence teresa terry tessa thandi thelma theo theresa thomas tim timothy tina tobias toby tobi tom tomas tomasz
tommy tony tracey tracy trevor trisha tunde uche umar una usha usman valerie vanessa venkat vera veronica vicky
victor victoria vijay vikram vincent vinod vivek vivian wahid walter warren wasim wayne wei wendy wesley wilfred
wilhelmina william winifred xiao yasmin yasmine yetunde yolanda yusuf yusra yvonne zac zach zahra zainab zakariya
zara zeinab zoe zofia zubair zuzanna
""".split()
)

GIVEN_THAT_ARE_WORDS = frozenset(
    """
amber angel april art august bill bob brook carol chase christian christie clay constance crystal dale dawn dean
drew ebony eve faith faye frank gay gene grace grant guy harmony hazel heather holly hope iris ivy jack jade jasmine
jay jewel joy june kit lily lance mark may max melody merit miles mercy nick olive pat patience pearl penny pearce
poppy prudence ray rich rob robin rod rose ruby sage sandy serene skip skye sterling sue summer sunny ted victor
violet will woody reed clement chance blessing precious favour goodness miracle joe gift peace
""".split()
)

SURNAMES = frozenset(
    """
abbott abdi abernathy acheampong adams adebayo adeyemi afolabi agarwal agyeman ahmad ahmed akhtar akram alam allen
amin anderson andrews ansah anwar appiah armitage armstrong arora ashworth asante atkins atkinson awan ayub aziz
azeez bailey baines balogun banerjee bankole barker barlow barnes barnett barraclough barrett barton bashir bates
batra baxter begum bell bennett benson berry bhatt bhatti bhattacharya bibi birch bird bishop blackburn blackwood
bloggs boateng bolton booth bose bradley bradshaw brennan briggs brooks browne bryant buchanan burgess burke burns
burton butt byrne callaghan cameron campbell carr carroll carter carver castleton chakraborty chandra chapman
chatterjee chaudhary chaudhry cheng cheung choi chopra choudhury chowdhury chukwu clark clarke cohen coleman collins
connolly conway cooper costa cowan cox coyle craig crawford cunningham dalton daly das davidson davies davis davison
dawson delacroix desai dhillon dias dixon dodd doherty donnelly doyle duffy duncan dunn dutta edwards eke ellis
ellison evans ezeh farah farooq farouk farrell fernandes fernandez ferguson fitzgerald fitzpatrick fleming fletcher
flynn fofanah foley forsyth foster fraser freeman gallagher garcia gardner gascoigne ghosh gibbons gibson gilbert
gill gomez goncalves goodwin gordon gough graham greaves gregory griffin griffiths guha gupta haddad hadley hall
hamilton hammond haque hardy hargreaves harper harris harrison hartley harvey hassan hawkins hayes henderson
hernandez hewitt hicks higgins hodgson hoffman holden holland holmes hopkins horton hossain houghton howard howe
howells hudson hughes humphreys hussain hussein huang hwang ibrahim ingham ingleby iqbal islam jackson jain james
jamieson javed jenkins jennings jensen johal johnson johnston jones joshi kamara kane kapoor kaur kavanagh keane
kelly kemp kennedy kerr khalid khan khatun kim kowalczyk kowalski krishnan kumar lam larsen lawal lawrence lawson
leach lee lennon lewandowski lewis li lim lin lindholm lindqvist liu lloyd lopez lynch mac macdonald mackay
mackenzie macleod mahmood malik mann mansour mansoor marsh marshall martin martinez mason masood matthews maxwell
mccarthy mcdonald mcgrath mckenna mckenzie mclean mclaughlin mcmahon mehta mendes mensah miah miller mills mirza
mishra mistry mitchell moore morgan morris morrison moyo muhammad mukherjee murphy murray musa mwangi myers nair
nakamura naqvi nasir nawaz naylor ncube ndlovu nelson newton nguyen nicholls nkosi nolan norton novak nowak
nwachukwu nwosu obi o'brien o'connor o'donnell o'hanlon o'neill o'reilly o'sullivan oduya ogunleye okafor okeke
okonkwo okoro okoye oladipo olsen onyeka osei osman owusu oyelaran palmer parker parmar parsons patel patil
patterson pearson penrose pereira perera perez perkins peterson petrov phillips pickering pillai popescu powell
pritchard qureshi quinn rafiq rahman raja rajan raman ramirez rana rao rashid raza reddy reid reyes reynolds rhodes
richards richardson riley rizvi roberts robertson robinson rodrigues rodriguez rogers rossi rowe russell ryan saeed
saleh salim samuels sanchez sanders sanderson santos saunders schmidt schneider scott sedgwick shah shaikh sharma
sharp shaw sheikh shepherd sheridan siddiqui silva simmons simpson sinclair singh skinner smith smyth solomon
spencer stevens stevenson stewart stone subramanian suleiman sullivan sutherland suzuki sweeney tahir tan tanaka
taylor thomas thompson thomson thornton tiwari torres townsend tran tucker turner ullah usman varma vaughan verma
wagner walker wallace walsh walters wang warner watkins watson watts weaver webb webster weston whitcombe white
whitehead whitfield whittaker wilkins wilkinson williams williamson willis wilson winterbourne wong woodward wright
wu xu yadav yang yates yilmaz yousaf yusuf zaman zhang zhao zhou zhu
""".split()
)

SURNAMES_THAT_ARE_WORDS = frozenset(
    """
abbott baker bishop booth brown burns bush butcher cook day fisher ford fox french frost green grey gray hall hill
holland hunt king knight lamb lane law little long love marsh mason may mills moss north page park parks price pope
reed rice rose sharp short stone swift ward waters weaver webb wells west white wood woods young banks bell bird
black bond carver cooper cross field flood forest fowler gale hope hunter keen kidd lake marshall noble nurse
parsons pitt pool potter power rush sanders shepherd sparks steel street summers tanner temple thorn tower vale wade
walker cole doyle gill mann
""".split()
)

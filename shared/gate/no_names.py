"""Words that are written with a capital, or stand after a role, and name nobody."""

NO_NAMES = frozenset(
    """ a about all always am an and any are as ask asks at away be because been before being but
by can cannot could day days did do does during each either ever every everyone few first for from full further
general get gets give go good got great had has have he hello hi help her here him his how i if in is it its just
last led less like many may me might more most much must my need needs never new next nice no nobody not nothing now
of off ok old on once one only or other our out over own part please rate said same say says second shall she should
since so some somebody someone something soon still such sure take than thank thanks that the their them then there
these they thing things this those three through time times to today together tomorrow too two under until up us use
used very want wants was we week weeks well went were what when where whether which while who whom whose why will
with within without work working works would year years yes yet you your academic access accident act acute admin
adult advanced advice agency aid allied allowance ambulance anaesthetic anaesthetics anaesthesia annual
antimicrobial application appraisal apprentice approach april area assistant associate audit august autumn average
awards bank bay bed best better big black blood blue board body book box brain branch break breaks british budget
building burnout business cafe café call cancer cardiac cardiology care careers case central centre certificate
chair change changes charity chief child children christmas church city civil class clinic clinical clinics code
college comments commission committee common community competency competence completion conference congress
consultant contract control core cost council counselling course courses court cover covid crisis critical
curriculum customer daily data date deanery death december dental department deputy dermatology desk development
devon diabetes digital diploma director directors disability disease district division doctor doctors door drug
easter eastern east easy economy education educational educator educators elderly elective email emergency empty end
endocrine endoscopy england english equality estates europe european evening exam examination exams excel exception
exercise eye faculty fair family february federation feedback fellow fellows fellowship female field final finance
firm fitness flexible floor flu focus folder food form forms foundation framework free freedom friday front
frontline fund future gap gaps gastroenterology gastro gateway genetics geriatric geriatrics global gold google
government governance grade graduate graduates green group groups guardian guidance guide guideline gynaecology
haematology half hall hand handbook handover head heads health healthcare heart helpline high higher hill history
holiday home hospital hospitals hot hour hours house housing human idea imaging imgs improvement incident inclusion
induction infection infectious infirmary information innovation inquiry institute integrated intensive intermediate
internal international internet intranet ireland irish islamic issue january job join joint july june junior juniors
kent key kidney king kings lab labour language large lead leader leaders leadership learning leave lecture legal
level liaison library licensing life light line link list liver local locum london long lords low lunch main male
management manager managers manchester march master masters maternity matron maxillofacial mayday medical medicine
medicines meeting meetings member membership men mental mentor mentoring merseyside mess microbiology microsoft
midlands midwife midwifery minister ministry minutes mobile module modules monday money month monthly morning muslim
national nations neonatal nephrology neurology neurosurgery newborn newcastle night nights north northern note notes
november nurse nurses nursing nutrition obstetrics occupational october office officer officers older oncology
online open operating ophthalmology oral organisation orthopaedic orthopaedics outlook outpatients outpatient
overseas oxford paediatric paediatrics paediatrician page pain palliative paper paramedic parental parents parking
partner partners partnership pathology pathway patient patients pay people performance person personal pgdit
pharmacist pharmacy phase phd physician physicians physiotherapy plan planning plastic point points police policy
poor population portal portfolio portfolios portsmouth post posts postgraduate practice practitioner practitioners
primary prime private process product professional professionals professor programme programmes project projects
promotion psychiatry psychology public quality queen question questions quick radiology radiologist ramadan reading
recruitment red redesign reference region regional register registrar registrars regulation rehabilitation renal
report reports research resident residents resource resources respiratory rest resuscitation return review reviews
rheumatology rights road role roles room royal rota rotas rotation rotations rounds round rule rules run rural safe
safety saturday scan scanner scans scheme school schools science sciences scotland scottish secondary secretary
section senior seniors september service services session sessions sexual shadowing shared shift shifts sick
simulation site skills small social society software south southern space special specialist specialists specialty
speak spring staff staffing stage standard standards start state station statutory step steps strategic stroke
student students study subject summer sunday supervision supervisor supervisors supervisory support supported
surgeon surgeons surgery surgical survey switch switchboard system systems table taster taxi tax teaching team teams
technology test texts theatre theatres theme therapist therapy third thursday tier tips toolkit topic town trade
trainee trainees trainer trainers training transfer transplant trauma travel trust trusts tuesday tutor tutors
ultrasound union unit units university update urgent urology vascular version victoria video virtual visa wales ward
wards waste website wednesday weekend weekends wellbeing welsh west western whatsapp whole winter wireless women
word workforce workplace workshop workshops world young zero zoom sharepoint onedrive ahp bma cct cesr cv ed es fy
gmc gp gps hr icu itu ltft mrcp nhs ot pa psw sas sho st tpd ucl uk usa aberdeen african america american arabic
asian australia belfast birmingham bradford brexit brighton bristol cambridge canada cardiff chinese cornwall
coventry cumbria derby derbyshire dorset dublin durham edinburgh essex exeter france french german germany glasgow
gloucester greek hampshire hindu hull india indian italian italy lancashire lancaster leeds leicester lincoln
liverpool moor newport nigeria nigerian norfolk norwich nottingham pakistan pakistani plymouth polish preston
salford sheffield shropshire somerset southampton spanish stafford suffolk sunderland surrey sussex swansea turkish
ukraine ukrainian warwick wiltshire wolverhampton worcester york yorkshire christian diwali eid hanukkah alzheimer
addison apgar asperger balint bell bloom crohn cushing down gibbs graves hippocratic hodgkin huntington kawasaki
kirkpatrick kolb lister maslow parkinson pendleton schwartz schön turner wilson caldicott francis nolan likert
delphi oriel horus turas moodle ipad iphone android apple chatgpt copilot youtube facebook twitter linkedin
instagram
""".split()
)

SUFFIXES = (
    *(
        "tion",
        "tions",
        "sion",
        "ment",
        "ments",
        "ness",
        "ity",
        "ities",
        "ology",
        "ologist",
        "ologists",
        "ships",
        "ship",
    ),
    *("ance", "ence", "ences", "ical", "ics", "ible", "able", "ative", "ously", "ally", "ing", "ings", "ism", "istry"),
    *(
        "graphy",
        "oscopy",
        "ectomy",
        "iatric",
        "iatrics",
        "iatry",
        "aemia",
        "itis",
        "osis",
        "pathy",
        "cian",
        "cians",
        "ful",
    ),
)
"""Endings that names do not have."""
ORGANISATIONS = frozenset(
    """ hospital hospitals trust ward building college infirmary street road lane avenue
society centre center unit university award fellowship scheme foundation prize lecture course test score scale
criteria rounds round report review inquiry clinic surgery practice library room suite house hall park wing theatre
school church site disease syndrome model cycle guide network association institute partnership council department
rule rules law manoeuvre sign method programme charity medal bursary grant fund council's hub bridge square square's
green day week month group academy
""".split()
)
"""Before one of these a name is an organisation's, a place's or a thing's."""

"""Numbers and addresses that mark one person: of a register, a record, a phone, a birthday, a bank account, a home.

Counts, years, grades, money and helplines mark nobody. A landline beside a word such as "helpline" or "switchboard" is
a service's.
"""

import re

NHS_DIGITS = 10
GMC_DIGITS = 7

_SPACED = r"\d(?:[ .\-/–]{0,3}\d)"
_ADDRESS = re.compile(r"[^\s@<>()\[\]]{1,64}@[^\s@<>.]{1,63}\.\w")
_SPELT_ADDRESS = re.compile(
    r"[\w.+-]{2,40} ?(?:\( ?at ?\)|\[ ?at ?\]|\{ ?at ?\}|<at>|\bat\b) ?[\w-]{2,40}"
    r"(?: ?(?:\( ?dot ?\)|\[ ?dot ?\]|\bdot\b|\.) ?[a-z]{2,15})+",
    re.IGNORECASE,
)
_AT = re.compile(r"[(\[{<] ?at ?[)\]}>]|\bat\b.{1,50}\bdot\b", re.IGNORECASE)
_SPELT = re.compile(r"[(\[{<] ?at ?[)\]}>]|\bdot\b|\.[a-z]{2,}", re.IGNORECASE)
_REGISTER = re.compile(
    r"\b(?:gmc|nmc|hcpc|gphc|gdc|mrn|hospital (?:number|no\b|num|id)|hosp\.? ?no|patient (?:number|no\b|id)|payroll|"
    r"staff (?:number|no\b|id)|employee (?:number|no\b|id)|assignment (?:number|no\b)|passport|case ?notes?|dtn|ntn|"
    r"training number|unit number|crn|district number)"
    r"\b[^\d?!]{0,24}?[a-z]{0,3} ?(\d(?:[ .\-/–]{0,3}\d){4,9})\b(?![:%])",
    re.IGNORECASE,
)
_NHS = re.compile(r"(?<![\d£])\d(?:[ .\-/–]{0,3}\d){9,}(?!\d)")
_NHS_NAMED = re.compile(
    r"\bnhs (?:number|no\b|num)\W{0,6}(?:is |was |of |says )?\W{0,3}(?:\d[ .\-/–]{0,3}){6,}", re.IGNORECASE
)
_INSURANCE = re.compile(r"\b[a-z]{2}[ .\-]?\d{2}[ .\-]?\d{2}[ .\-]?\d{2}[ .\-]?[a-d]\b", re.IGNORECASE)
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*"
_DATE = (
    rf"(?:\d{{1,2}}(?:st|nd|rd|th)?(?: of)? ?{_MONTH}|{_MONTH} \d{{1,2}}|"
    r"\d{1,4} ?[./\- ] ?\d{1,2} ?[./\- ] ?\d{2,4})"
)
_BORN = re.compile(
    rf"\b(?:dob|d\.o\.b\.?|date of birth|birth ?date|birthday|born)\b"
    rf"\W{{0,4}}(?:is |was |on |in )*(?:the )?\W{{0,2}}{_DATE}",
    re.IGNORECASE,
)
_DOB_YEAR = re.compile(r"\b(?:dob|date of birth)\b\W{0,4}(?:is |was )?\d{4}\b", re.IGNORECASE)
_PHONE = re.compile(r"(?<![\w.£])(?:\+|00|\(?0)\d?[\d ().\-–/]{8,20}\d(?!\w)")
_SERVICE = re.compile(
    r"\b(?:helpline|help line|hotline|switchboard|service|line|samaritans|reception|department|office|switch|advice|"
    r"centre|crisis|occupational health|it desk|service desk|payroll|hr)\b",
    re.IGNORECASE,
)
_FREE = ("0800", "0808", "0300", "0303", "0330", "0333", "0345", "0344", "0370", "0371", "0845", "0844", "0843", "0870")
_BANK = re.compile(
    r"\bsort ?code\b\D{0,12}\d{2}[ \-]?\d{2}[ \-]?\d{2}|\baccount(?: number| no\.?)?\W{0,4}\d{8}\b", re.IGNORECASE
)
_HOME = re.compile(
    r"\b(?:live|lives|lived|living|home address|address is|house)\b.{0,16}?\b\d{1,4}[a-z]? \w+(?: \w+)? "
    r"(?:street|road|avenue|lane|close|drive|way|court|terrace|crescent|grove|place|st|rd|ave)\b",
    re.IGNORECASE,
)
_HANDLE = re.compile(r"(?<![\w@.])@[a-z]\w{3,30}\b|linkedin\.com/in/|facebook\.com/|instagram\.com/", re.IGNORECASE)


def marks_somebody(line: str) -> bool:
    """True if the line holds a number or an address that belongs to one person."""
    if "@" in line and _ADDRESS.search(line):
        return True
    if _AT.search(line) and any(
        _SPELT.search(one[0]) and _is_spelt_address(one[0]) for one in _SPELT_ADDRESS.finditer(line)
    ):
        return True
    if not any(map(str.isdigit, line)):
        return False
    return (
        any(pattern.search(line) for pattern in (_NHS_NAMED, _INSURANCE, _BORN, _DOB_YEAR, _BANK, _HOME))
        or any(_is_record(found) for found in _REGISTER.finditer(line))
        or any(_has_nhs_number(found[0]) for found in _NHS.finditer(line))
        or any(_is_private_phone(line, found) for found in _PHONE.finditer(line))
    )


def has_handle(line: str) -> bool:
    """True for a name on social media: of a person, or of an organisation."""
    return bool(_HANDLE.search(line))


def _is_spelt_address(found: str) -> bool:
    plain = found.casefold()
    return bool(re.search(r"[(\[{<] ?at ?[)\]}>]", plain)) or (" at " in plain and " dot " in plain)


def _is_record(found: re.Match[str]) -> bool:
    digits = re.sub(r"\D", "", found[1])
    if re.fullmatch(r"(?:19|20)\d\d\D*(?:19|20)?\d\d", found[1]):  # 2026-27: years
        return False
    return len(digits) == GMC_DIGITS if found[0].casefold().startswith("gmc") else True


def _has_nhs_number(found: str) -> bool:
    from nhs_number.validate import is_valid  # noqa: PLC0415 - hardly any text has that many digits

    digits = re.sub(r"\D", "", found)
    return len(digits) == NHS_DIGITS and not digits.startswith("0") and bool(is_valid(digits))


def _is_private_phone(line: str, found: re.Match[str]) -> bool:
    from phonenumbers import NumberParseException, is_possible_number, parse  # noqa: PLC0415 - as above

    digits = re.sub(r"\D", "", found[0])
    if digits.startswith(_FREE) or digits.removeprefix("44").rjust(1, "0").startswith(("800", "808", "300", "303")):
        return False
    try:
        if not is_possible_number(parse(found[0].replace("(0)", ""), "GB")):
            return False
    except NumberParseException:
        return False
    mobile = digits.startswith(("07", "447", "00447"))
    return mobile or not _SERVICE.search(line[max(0, found.start() - 60) : found.end() + 40])

"""The shapes of what may not leave, as regular expressions.

Redaction and the gate over the finished site use the same shapes in different code. All of them are
written to run in linear time over texts of any origin.
"""

import re

_FLAGS = re.IGNORECASE | re.VERBOSE

_SLASH = r"(?:\\?/)"
_ANY_SEPARATOR = r"(?:\\{1,4}|\\?/|%2F|%5C|%252F|%255C)"
_ENCODED_SEPARATOR = r"(?:%2F|%5C|%252F|%255C)"
_WORDS_BEFORE_SEPARATOR = rf"[^\W\d_]+(?:(?:[ ]|%20)[^\W\d_]+){{1,3}}(?={_ANY_SEPARATOR})"
_ONE_WORD = r"""(?:[^\\/:*?"'`<>|\s,;()\[\]{}&\#%=]|%(?!2[0257F]|3A|5C)[0-9A-F]{2})+"""
_USER = rf"(?:{_WORDS_BEFORE_SEPARATOR}|{_ONE_WORD})"

HOME_FOLDER = re.compile(
    rf"""
    (?<![a-z0-9])[a-z](?::|%3A)(?:{_ANY_SEPARATOR})+                    # C:\Users\jane, file:///C:/Users/jane
        (?:Users|Documents[ ]and[ ]Settings){_ANY_SEPARATOR}+(?P<windows>{_USER})
    | (?<![\w:])\\{{1,4}}Users\\{{1,4}}(?P<rootless>{_USER})              # \Users\jane
    | {_ENCODED_SEPARATOR}+(?:home|Users){_ENCODED_SEPARATOR}+(?P<encoded>{_USER})
    | (?P<lead>
        (?<![\w+.-])(?!https?:)[a-z][a-z0-9+.-]{{0,20}}:{_SLASH}{{2}}[^\s/\\"']*  # file://, sftp://host
      | (?<=:)(?!{_SLASH}{{2}})                                          # dbfs:/Users/jane, a:/home/jane
      | (?<=-[a-z])(?<!\w-[a-z])                                          # -I/home/jane
      | (?<![\w.:/~\\-]) )
      (?:{_SLASH}[\w.+-]+){{0,4}}?                                       # /nfs/home/jane, /mnt/c/Users/jane
      {_SLASH}+(?:home\d?|homes|users){_SLASH}+(?P<posix>{_USER})
    """,
    _FLAGS,
)
"""A home folder up to and including its user, who stands in one of the named groups.

Written plainly, in a `file:` address, percent-encoded or JSON-escaped. A path of an `http` address is
none: `https://example.org/home/about`.
"""
HOME_HINTS = ("home", "users", "settings")
"""One of these is in every lower-cased text with a home folder."""

_NO_DOMAINS = (
    "onnx|json|csv|txt|ya?ml|parquet|pkl|png|jpe?g|ckpt|pth|safetensors|tar|models?|optimizers?|schedulers?|"
    "datasets?|conf|config|configs|defaults?|trainer|callbacks?|loss|metrics?|logger|params|transforms?"
)

EMAIL = re.compile(
    rf"""
    (?<![\w.+-])(?<!abfs://)(?<!abfss://)(?<!wasb://)(?<!wasbs://)(?!(?:git|hg)(?:@|%40))
    (?P<local>[\w+-](?:[\w.+'-]*[\w+-])?)
    (?:@|%40|\\u0040|&\#64;)
    (?!v?\d+\.)(?P<domain>(?:[\w-]+\.)+(?!(?:{_NO_DOMAINS})(?![\w-]))[^\W\d_]{{2,24}})(?![\w-])
    """,
    _FLAGS,
)
"""An e-mail address; not `git@host:`, nor a file as in `name@2x.png`, nor a group as in `a@b.model`."""

EMAIL_HINTS = ("@", "%40", "\\u0040", "&#64;")
"""One of these is in every lower-cased text with an e-mail address."""

LOGGED_IN = re.compile(r"\blogged[ ]in[ ]as:?[ ]{1,3}[\"'`]?(?P<user>[\w.-]{1,64})", re.IGNORECASE)
"""What trackers print at the start: `wandb: Currently logged in as: jane (lab)`."""

PROMPT = re.compile(
    r"(?<![\w.@/-])(?P<user>[a-z_][\w.-]{0,31})@(?P<host>\w[\w.-]{0,63}):[~/][^\s@]{0,200}[$\#]"
)
"""A shell's prompt in console output: `jane@ward7-pc:~/data$`."""

URL_USER = re.compile(
    r"""
    (?<![\w+.-])(?P<scheme>(?!abfss?:|wasbs?:)[a-z][a-z0-9+.-]{0,20}:(?:\\?/){2}|[a-z]{2,10}%3A%2F%2F)
    (?!(?:git|hg)@)
    (?P<user>[^\s/@:?\#"'<>%\\]*)
    (?:(?::|%3A)(?P<password>[^\s/?\#"'<>\\]*))?
    (?:@|%40)(?=[\w.\[-])
    """,
    _FLAGS,
)
"""The user and password in front of a URL's host. Azure's `abfss://container@account` has none."""

SCP_USER = re.compile(r"^(?!git@|hg@)(?P<user>[\w.-]+)@(?!sha\d+:)(?=[\w.-]+:(?!//)[\w./~-]+$)")
"""The user in the short ssh form of a repository's address."""

URL_PARAMETER = re.compile(
    r"""
    (?P<name>[?&;](?:amp;)?
        (?:x-amz-(?:signature|credential|security-token)|x-goog-(?:signature|credential)|awsaccesskeyid
          |sig|signature|sas|auth|authkey|authorization|password|passwd|pwd|secret|client_secret
          |[\w-]{0,20}token|api[_-]?key|key|code)=)
    (?!withheld)(?P<value>[^\s&;\#"'<>)\]}\\]{4,})
    """,
    _FLAGS,
)
"""A query parameter that lets its bearer in."""

BEARER = re.compile(
    r"""
    (?P<name>\b(?:authorization["']?\s{0,3}[:=]\s{0,3}["']?(?:bearer|basic|token|digest)?|bearer)\s{1,3})
    (?P<value>(?=[^\s"',;]*[\d._~+/=-]|[^\s"',;]{20})[\w.~+/=-]{6,})
    """,
    _FLAGS,
)
"""What stands behind `Authorization:` or `Bearer`."""

PRIVATE_KEY = re.compile(
    r"""
    -----BEGIN[ ][A-Z0-9 ]{0,30}PRIVATE[ ]KEY(?:[ ]BLOCK)?-----
    .*?(?:-----END[ ][A-Z0-9 ]{0,30}PRIVATE[ ]KEY(?:[ ]BLOCK)?-----|\Z)
    |PuTTY-User-Key-File-\d.*\Z
    """,
    re.VERBOSE | re.DOTALL,
)
"""A private key, to its end or to the end of the text."""

ASSIGNMENT = re.compile(
    r"""
    (?P<name>[A-Za-z][\w.-]{1,60})
    (?P<sign>\\{0,3}["'`]?\]?\s{0,3}(?::=|=>|={1,2}|:)\s{0,3}|\s{1,3}(?=[^\s-]))
    (?:(?P<quote>\\{0,3}["'`])(?P<quoted>.{1,400}?)(?P=quote)
      |(?P<bare>\[[^\[\]]{1,400}\]|(?![{\[])[^\s"'`,;&)}\]\\]{1,400}))
    """,
    re.VERBOSE,
)
"""A name and what it is set to: `a=b`, `"a": "b"`, `a: ["b", "c"]`, `--a b`.

Whether what it is set to may leave, is for the name to say.
"""

TOKEN = re.compile(r"[A-Za-z0-9_+/=.:~-]{13,}")
"""A stretch that is long enough for a key or a token."""

HEX = re.compile(r"(?<![0-9A-Za-z])[0-9a-fA-F]{20,}(?![0-9A-Za-z])")
"""A digest, an id or a key; all three look alike."""

UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
"""A universally unique id; secrets in this form are known by their names."""

KEY_FORMATS = re.compile(
    r"""
    hf_[A-Za-z0-9]{20,} | github_pat_\w{20,} | AIza[\w-]{35} | sk-(?:ant|proj|svcacct|or)-[\w-]{16,}
    | sk-[A-Za-z0-9]{32,} | dapi[0-9a-f]{32}(?:-\d)? | npm_[A-Za-z0-9]{30,} | dop_v1_[0-9a-f]{40,}
    | ya29\.[\w-]{20,} | eyJ[\w-]{30,}={0,2} | (?:gsk|pat|xai|r8|nvapi|wandb_v1)[_-][A-Za-z0-9]{24,}
    | xox[abepors]-[\w-]{8,} | https://discord(?:app)?\.com/api/webhooks/\d+/[\w-]+
    """,
    re.VERBOSE,
)
"""Formats of keys that machine learning meets and detect-secrets does not know.

Source: the issuers' documentation; each begins with a word of its issuer's choice.
"""

SAFE = re.compile(
    r"""
    [+-]?(?:\d[\d_,]*\.?\d*|\.\d+)(?:e[+-]?\d+)?%?          # a number
    |[a-z]{1,19}(?:[ _.,\-][a-z]{1,19}){0,6}[.!?]?          # plain words
    |(?-i:(?![a-z]*xox)[a-z]{1,12}(?:[_\-][a-z]{1,12})?[_.\-]?[0-9]{1,6})  # and a number, as runs are called
    |\d{4}-\d\d-\d\d(?:[T ][\d:.]{5,15}(?:Z|[+-]\d\d:?\d\d)?)?
    |[\s()\[\],.\-+:=\d]*                                   # tuples of numbers
    """,
    _FLAGS,
)
"""A whole text that can hold a person's name at most."""

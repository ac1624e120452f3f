usage-usage = Usage:
usage-name = Name
usage-command = COMMAND
usage-commands = Commands
usage-options = Options
usage-arguments = Arguments
usage-global = Possible everywhere

usage-unknown-option = There is no option “{ $arg }” here.
usage-unknown-command = There is no command “{ $arg }”.
usage-bad-value = The value “{ $value }” is not possible for { $arg }.
usage-value-missing = { $arg } lacks a value.
usage-missing = Missing: { $arg }
usage-conflict = { $arg } and { $other } do not go together.
usage-no-command = The command is missing.
usage-encoding = Something contains characters that cannot be read.
usage-wrong = This call is not possible.
usage-meant = Maybe you mean: { $meant }
usage-possible = Possible are: { $values }
usage-see-help = --help behind the command shows what is possible.

usage-value-answer = QUESTION=ANSWER
usage-value-case = CASE
usage-value-date = DATE
usage-value-dir = DIR
usage-value-field = FIELD
usage-value-file = FILE
usage-value-followup = WHAT=WHEN
usage-value-format = FORMAT
usage-value-interpreter = INTERPRETER
usage-value-keymap = KEYMAP
usage-value-kind = KIND
usage-value-lang = LANGUAGE
usage-value-name = NAME
usage-value-names = NAMES
usage-value-outcome = OUTCOME
usage-value-post = AREA=SHARE
usage-value-query = QUERY
usage-value-role = ROLE
usage-value-shell = SHELL
usage-value-socket = SOCKET
usage-value-text = TEXT
usage-value-theme = THEME
usage-value-time = TIME
usage-value-uid = NUMBER
usage-value-user = USER

usage-aid = AiD (Ankommen in Düren): the daily work of social workers with refugees.
    .office = Folder of the office (also: AID_OFFICE)
    .socket = Socket of the server (also: AID_SOCKET)
    .lang = Language: de or en (also: AID_LANG)
    .keymap = Keymap: default, vim, emacs or a file
    .theme = Theme: colour, contrast or mono
    .ascii = Draw with ASCII characters only
    .help = Explains a command
    .version = Tells the version of the program
usage-staff = Keeps the list of staff
usage-staff-add = Adds somebody, or gives somebody more roles and posts
    .user = User name on the server
    .name = Display name
    .role = Role: worker, coordinator, dpo or admin; may be repeated
    .area = Area with the share of a post, such as Nord=0.5; may be repeated
    .from = First day; otherwise today
    .screen = Language of the screen: de or en
    .uid = Number of the user, where this machine does not know them
usage-staff-list = Shows everybody
    .json = As JSON
usage-staff-end = Ends somebody's employment
    .user = User name on the server
    .until = Last day; otherwise today
usage-list = Lists what you may see
usage-list-cases = Cases by name
    .filter = Words that must occur; also open, overdue, due, aftercare, ended, mine
    .json = As JSON
usage-list-persons = Persons by case; logged as an export
    .filter = Words that must occur in names or case number
    .json = As JSON
usage-list-visits = Visits and contacts, newest first
    .filter = Words that must occur in the name of the household or of the worker
    .json = As JSON
usage-list-followups = Open follow-ups, nearest first
    .filter = Words that must occur in household, owner or text
    .json = As JSON
usage-find = Finds people in any spelling, case numbers, telephone numbers and rooms
    .text = What to look for; - reads it from standard input
    .json = As JSON
usage-visit = Visits
usage-visit-add = Records a visit
    .case = Case number
    .find = Finds the case by a name; - reads it from standard input
    .kind = Kind: first, regular or aftercare; otherwise as in the form
    .date = Day; otherwise today
    .time = Time; otherwise now, on earlier days noon
    .place = Where; otherwise the home
    .met = Who was met: all, or names with commas; otherwise the reference person
    .outcome = Outcome: met, not-met, refused or moved
    .interpreter = Interpreting: none, lay, professional, remote or family
    .note = Reads the note from standard input
    .follow-up = Follow-up, such as "Call=+14"; SP4=+14 takes the measure of the question; may be repeated
    .json = Reads the entry from a file; - is standard input
    .answer = Answer, such as SP4=attention; may be repeated
    .rest-ok = Answers the rest with ok as a summary, never warning signs
    .more = Answers: ok, watch, attention, urgent, not-applicable.
        In the note, a line that begins with a question and a colon (“SP4: ...”) belongs to that question.
        Keys of the JSON: id, case, find, kind, date, time, place, met, outcome, interpreter, answers, rest_ok, note, follow_ups.
        Others on this machine can see what stands on the command line: give personal things by standard input.
usage-contact = Brief contacts
usage-contact-add = Records a brief contact
    .case = Case number
    .find = Finds the case by a name; - reads it from standard input
    .kind = Kind: brief, phone, message, consultation or accompaniment; otherwise brief
    .date = Day; otherwise today
    .time = Time; otherwise now, on earlier days noon
    .place = Where; otherwise the home
    .met = With whom: all, or names with commas; otherwise the reference person
    .outcome = Outcome: met, not-met, refused or moved
    .interpreter = Interpreting: none, lay, professional, remote or family
    .note = Reads the note from standard input
    .follow-up = Follow-up, such as "Call=+14"; may be repeated
    .json = Reads the entry from a file; - is standard input
    .field = Field of action, such as housing
    .more = Keys of the JSON: id, case, find, kind, date, time, place, met, outcome, interpreter, field, note, follow_ups.
        Others on this machine can see what stands on the command line: give personal things by standard input.
usage-backup = Backs the office up into a file while the server runs
    .file = The file; it must not exist yet
    .plain = Unencrypted; only for an office of one's own
usage-verify = Checks that all data are unharmed
usage-log = Shows who read and changed what (data protection)
    .since = Only from this day on
    .uid = Only this user, by number
    .refused = Only what was refused
    .json = As JSON
usage-doctor = Checks terminal, characters, keys, server and rights and says what to do
usage-keys = Shows all keys
    .format = Format: text or markdown
usage-completions = Prints the completions for a shell
    .shell = bash, zsh, fish, elvish or powershell
usage-man = Prints the manual page
usage-value-seconds = SECONDS
usage-serve = Owns an office and answers its clients
    .idle-exit = Ends after so many seconds without a connection
    .name = Name of the shared office that is made at the first start
    .background = Started by a client

cli-standard-input = standard input
cli-standard-output = standard output
cli-too-much = “{ $file }” is too long: at most { $max } KiB are possible.
    .saved = Nothing was sent and nothing was changed.
    .hint = Please shorten or divide it and try again.
cli-wrong-value = “{ $value }”: { $reason }

cli-find-nobody = Nobody found.
cli-why-name = name
cli-why-beginning = beginning of the name
cli-why-sound = sounds like
cli-why-slip = similar spelling
cli-why-case-no = case number
cli-why-form = another form of the name
cli-why-file-ref = file reference
cli-why-phone = telephone
cli-why-room = room

cli-list-empty = No entries.
cli-head-action = Action
cli-head-area = Area
cli-head-born = Born
cli-head-case = Case
cli-head-due = Visit by
cli-head-end = Until
cli-head-fields = Fields
cli-head-from = From
cli-head-home = Home
cli-head-kind = Kind
cli-head-languages = Languages
cli-head-last-visit = Last visit
cli-head-name = Name
cli-head-number = No.
cli-head-open = Open
cli-head-outcome = Outcome
cli-head-owner = Owner
cli-head-persons = Pers.
cli-head-phase = State
cli-head-role = Role
cli-head-sex = S
cli-head-until = Due
cli-head-user = User
cli-head-what = What
cli-head-when = When
cli-head-worker = Worker

cli-role-worker = worker
cli-role-coordinator = coordinator
cli-role-dpo = data protection
cli-role-admin = administrator

cli-silent = The server does not answer yet. Still waiting; Ctrl-C stops.
cli-staff-added = { $name } ({ $user }) is on the list.
cli-staff-ended = { $user } is on the list until { $date }.
cli-staff-post = An area with the share of a post is expected, such as Nord=0.5.
cli-staff-unknown-user = This machine does not know the user “{ $user }”.
    .hint = Their number can be given instead; with “aid staff add” by --uid.

cli-entry-answer = A question with its answer is expected, such as SP4=attention.
cli-entry-follow-up = What is to be done and when is expected, such as "Find a course=+14".
cli-entry-id = The “id” has 32 digits from 0 to f.
cli-entry-data = Line { $line }, column { $column }: there is no such thing here, or its value does not fit.
    .hint = “aid visit add --help” shows what can be given.
cli-entry-empty = The entry is empty. It names the case at least.
    .saved = Nothing was saved.
    .hint = For example: {"{"}"case": "AiD-2026-0143", "rest_ok": true{"}"}
cli-entry-torn = The entry ends in the middle, on line { $line }.
    .saved = Nothing was saved.
    .hint = “aid visit add --help” shows what can be given.
cli-entry-json = Line { $line }, column { $column }: this is not JSON.
    .hint = “aid visit add --help” shows what can be given.
cli-entry-kind = This kind does not belong here.
    .hint = Visits are recorded by “aid visit add”, everything else by “aid contact add”.
cli-entry-no-case = There is no case { $no }, or you are not permitted to see it.
cli-entry-not-a-number = This is not a case number like AiD-2026-0143.
cli-entry-one-reader = Only one thing can be read from standard input: entry, name or note.
cli-entry-person = “{ $name }” does not name one person of this household. To the household belong: { $all }
    .saved = Nothing was saved.
cli-entry-several = This fits several cases:
    { $list }
    .hint = Please give the case number.
cli-entry-which-case = Please give the case number, or a name with --find.
cli-visit-saved = Visit saved: { $name } · { $day }
cli-contact-saved = Contact saved: { $name } · { $day }

cli-backup-done = “{ $file }” is written and checked ({ $bytes } bytes). The file is not encrypted.
cli-backup-damage = Not backed up: the office is damaged.
    { $list }
    .hint = Please tell your administrator and keep older backups. “aid compact” replaces a damaged journal or snapshot.
cli-backup-plain = Who shall be able to read the backup?
    .hint = --recipient KEY encrypts it. --plain leaves it unencrypted; then the file belongs on an encrypted disk.
cli-backup-recipient = This is no public key.
    .hint = Behind --recipient stands a key “age1…” or a file of such keys. “age-keygen” makes a pair.
cli-backup-sealed = “{ $file }” is written and checked ({ $bytes } bytes). Only who has one of the secret keys can read the file.
cli-backup-shared = Nothing is backed up from a shared office without encryption.
    .hint = Without --plain the backup is encrypted for the keys under “backup_recipients” on the server.
cli-backup-wrong = What is on the disk is not what the server sent. The backup is thrown away: “{ $file }”
    .hint = Please use another disk and tell your administrator.

cli-compact-done = Done. What was erased is in no file of the office any more. Older backups may still hold it.
cli-verify-well = All is well. Read: { $records } records, changes up to { $changes }; files: { $segments } journal, { $snapshots } snapshot.
cli-verify-damage = Damage was found:
    { $list }
    .hint = Please tell your administrator. Do not overwrite the last backup.

cli-log-refused = refused

cli-forced-not-here = This does not work over SSH.
    .hint = Without a command the program opens. Else: list, find, log, staff, rules, visit add, contact add, verify, compact, doctor, keys, completions, man; without --office, --socket and --keymap, texts by standard input.
cli-forced-words = The command is too long or cannot be read, or a quotation mark is open.
    .hint = Long texts go by standard input.

cli-first-done = Your office is in “{ $folder }”.
cli-first-cancelled = No office was made.

cli-no-terminal = This terminal cannot be used: { $reason }
    .hint = “aid doctor” shows the reason. “aid --help” shows commands without a screen.
cli-unknown-theme = There is no theme “{ $name }”.

cli-restore-building = Building the office
cli-key-none = There is no key in “{ $file }”, or something else besides.
    .hint = The file has one key a line, as “age-keygen” writes them.
cli-key-shared = Others can read “{ $file }” too. The secret key belongs to one person only: chmod 600

cli-restore-checked = “{ $file }” is complete and can be read ({ $sealed ->
    [yes] encrypted
   *[no] not encrypted
    }). In it: { $files } files, { $bytes } bytes.
cli-restore-followed = { $count ->
    [one] One change was
   *[other] { $count } changes were
    } added from the journal.
cli-restore-foreign = The journal in “{ $file }” does not belong to this backup.
    .saved = No office was made.
    .hint = Please name the journal of the office that was backed up.
cli-restore-gap = Changes are missing between backup and journal: the backup reaches to { $backup }, the journal in “{ $file }” begins with { $first }.
    .saved = No office was made.
    .hint = Please use a newer backup. Without --journal only the backup is restored.
cli-restore-hole = The journal can be read only up to change { $safe }; of the later ones up to { $last } at least one is missing.
    .saved = The office is ready, with everything up to that change.
    .hint = Please tell your administrator and keep the folder of the old journal.
cli-restore-key = “{ $file }” is encrypted for another key.
    .saved = No office was made.
    .hint = --identity names the file with the secret key.
cli-restore-locked = “{ $file }” is encrypted.
    .saved = No office was made.
    .hint = --identity names the file with the secret key.
cli-restore-log = The log was altered before the backup, at entry { $entry }.
    .saved = The office is ready; the data themselves are unharmed.
    .hint = Please tell your data protection officer.
cli-restore-no-journal = There is no journal in “{ $file }”.
    .saved = No office was made.
    .hint = Please name the folder “journal” of the old office.
cli-restore-done = The office is back in “{ $folder }”, up to change { $changes }. Everything is checked.
cli-restore-newer = “{ $file }” was written by a newer version of AiD.
    .hint = Please use the newer version.
cli-restore-no-backup = “{ $file }” is no backup of an office.
cli-restore-not-empty = The folder “{ $folder }” is not empty.
    .saved = Nothing was changed.
    .hint = Please name an empty or new folder.
cli-restore-reading = Reading the backup
cli-restore-torn = “{ $file }” is damaged or incomplete.
    .saved = No office was made.
    .hint = Please use another backup.
cli-restore-where = Where shall the office be?
    .hint = --office DIR names an empty or new folder.
cli-restore-wrong = The restored office is not unharmed: { $details }
    .hint = Please use another backup and tell your administrator.
cli-rules-names = These are the rules: { $list }.
cli-rules-range = A whole number from 1 to { $most } is expected, for example shelter-weeks=6.
cli-rule-shelter = weeks between visits in shelters and municipal flats
cli-rule-own-flat = weeks between visits in flats of their own
cli-rule-aftercare = weeks between visits in aftercare
cli-rule-first = working days to the first visit
cli-rule-children = working days to the first visit where there are children
cli-rule-ratio = persons per full-time post

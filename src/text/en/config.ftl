config-unreadable = The file “{ $file }” cannot be read. Its settings are not used.
    .hint = Please check its permissions and its character set (UTF-8).
config-syntax = Line { $line } of “{ $file }” is not readable. The settings of this file are not used.
    .hint = Expected: setting = value. Text stands in quotes, remarks behind #.
config-unknown = Line { $line } of “{ $file }”: there is no setting “{ $name }”.
    .hint = Possible are: { $possible }
config-value = Line { $line } of “{ $file }”: this value is not possible for “{ $name }”.
    .hint = { $name ->
        [language] Possible are "de" and "en", with the quotes.
        [idle_minutes] Possible is a number from 1 to 60.
        [theme] Possible is a name in quotes.
        [keymap] Possible is a name in quotes.
       *[other] Possible are true and false.
    }
config-only-on = Line { $line } of “{ $file }”: “{ $name }” cannot be switched off here.
    .hint = Please delete the line. What holds for the whole machine is laid down by your administrator.
config-backup-key = Line { $line } of “{ $file }”: there is no public key here under “backup_recipients”.
    .hint = Keys “age1…” are meant, each in quotes, together in square brackets. “age-keygen -y” shows the public one of a secret one; the secret one does not belong on the server.
config-theme = Line { $line } of “{ $file }”: there is no theme “{ $name }”.
    .hint = Possible are: { $possible }
config-keymap = Line { $line } of “{ $file }”: there is no keymap “{ $name }”, or it cannot be read.
    .hint = Possible are: { $possible } or the path of a file

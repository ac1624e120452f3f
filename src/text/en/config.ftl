config-unreadable = The file “{ $file }” cannot be read. Its settings are not used.
config-syntax = Line { $line } of “{ $file }” is not readable. The settings of this file are not used.
config-unknown = Line { $line } of “{ $file }”: there is no setting “{ $name }”.
config-value = Line { $line } of “{ $file }”: this value is not possible for “{ $name }”.
config-only-on = Line { $line } of “{ $file }”: “{ $name }” cannot be switched off here.
config-backup-key = Line { $line } of “{ $file }”: there is no public key here under “backup_recipients”.
    .hint = Keys “age1…” are meant, each in quotes, together in square brackets. “age-keygen -y” shows the public one of a secret one; the secret one does not belong on the server.

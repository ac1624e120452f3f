finding-records = The records are wrong. At its next start the server builds them anew from the journal.
finding-journal = “{ $file }” is damaged. The records have everything; “aid compact” replaces the file.
finding-gap = Changes are missing in the journal. The records have everything; “aid compact” makes a new snapshot.
finding-snapshot = “{ $file }” is damaged; “aid compact” makes a new snapshot.
finding-log = The access log was altered from entry { $no } on.
finding-cut = { $bytes } bytes were cut off the journal, a change that was not complete. They are in “{ $file }”. If something saved is missing, please tell your administrator.
finding-set-aside = “{ $file }” was damaged and is replaced. It goes after 7 days or with “aid compact”.
finding-foreign = “{ $file }” is no part of the office.

demo-progress = Practice office
demo-owner = Anna Weber
demo-there = There is an office in { $folder } already.
    .saved = Nothing was changed.
    .hint = Open it with "aid --office { $folder }" or name an empty folder.
demo-date = The time "{ $text }" cannot be read.
    .hint = Write it like 2026-11-22T14:10.
demo-done = Practice office with { $persons } invented persons made in { $folder }.

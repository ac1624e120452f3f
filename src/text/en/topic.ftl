topic-title = Information
topic-topics = Topics
topic-topics-hint = type, several too
topic-persons = Told
topic-day = Day
topic-language = Language
topic-language-hint = empty: not known
topic-way = How
topic-who = By
topic-who-hint = empty: yourself
topic-what = Information { $name }
topic-saved = Information saved · { $topics ->
    [one] 1 topic
   *[other] { $topics } topics
    }, { $persons ->
    [one] 1 person
   *[other] { $persons } persons
    }
topic-heard = { $heard } of { $all } topics
topic-nobody = nobody yet
topic-not-yet = not yet: { $names }
topic-none = Nobody was told about this yet. { $key } enters it.
topic-by = by { $name }
topic-entered = entered by { $name }
topic-taken-back = taken back { $date } by { $name }
topic-back-now = Entry taken back; it is still shown
topic-list-none = Here stands who was told about what: nobody yet. { $key } adds it.

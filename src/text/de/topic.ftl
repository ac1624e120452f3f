topic-title = Information
topic-topics = Themen
topic-topics-hint = tippen, auch mehrere
topic-persons = Informiert
topic-day = Tag
topic-language = Sprache
topic-language-hint = leer: nicht bekannt
topic-way = Wie
topic-who = Durch
topic-who-hint = leer: Sie selbst
topic-what = Information { $name }
topic-saved = Information gespeichert · { $topics ->
    [one] 1 Thema
   *[other] { $topics } Themen
    }, { $persons ->
    [one] 1 Person
   *[other] { $persons } Personen
    }
topic-heard = { $heard } von { $all } Themen
topic-nobody = noch niemand
topic-not-yet = noch nicht: { $names }
topic-none = Darüber wurde noch niemand informiert. { $key } trägt es ein.
topic-by = durch { $name }
topic-entered = eingetragen von { $name }
topic-taken-back = zurückgenommen { $date } von { $name }
topic-back-now = Eintrag zurückgenommen; er bleibt sichtbar
topic-list-none = Hier steht, wer worüber informiert wurde: noch niemand. { $key } trägt es ein.

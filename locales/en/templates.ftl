### Templates: texts that are written once and sent often.

command-t = a template: <code>/t hello</code>; <code>/t</code> lists them
button-templates = 🧩 Templates
button-new-template = ＋ My own
button-new-team-template = ＋ For the team
button-send = ✅ Send
templates-title = { $n ->
    [0] 🧩 <b>Templates</b>
   *[other] 🧩 <b>Templates</b> · { $n }
}
templates-how = In a thread <code>/t name</code> shows one before it is sent.
templates-none = None yet. Send a message now: its first line is the name, the text stands below it. A picture or file with such a caption works too.
templates-for = 🧩 <b>Templates</b> · { $name }
templates-for-how = A tap shows it in the thread, where it is sent or not.
template-row = <b>{ $name }</b>
template-row-team = <b>{ $name }</b> · 👥
template-write = 🧩 <b>A template of your own.</b> Send it as a message, or a picture or file with a caption.
template-write-team = 👥 <b>A template for the whole team.</b> Send it as a message, or a picture or file with a caption.
template-how = The first line is its name, below it stands the text:
    <code>Delivery</code>
    <code>Hello {"{"}name{"}"}, we deliver to {"{"}city{"}"} every day.</code>
    In braces stands what the card says: name, last name, city, country, birthday, age, or a field of your own.
template-rewrite = ✏️ Send the new name and text: they take the place of these. A file stays, unless you send another one.
template-use = <code>/t { $name }</code>
template-edited = <i>{ $author }, { $time }</i>
template-drop = 🗑 <b>Delete the template “{ $name }”?</b> It cannot be brought back.
template-drop-team = 🗑 <b>Delete “{ $name }” for the whole team?</b> It cannot be brought back.
template-gone = This template was deleted.
template-bare = The first line is the name, the text stands below it. For example:
    <code>Delivery</code>
    <code>We deliver every day.</code>
template-too-long = That is too long for a template: up to 64 characters for the name, 3,500 for a text and 900 under a picture or file.
template-taken = There is a template “{ $name }” already. Give it another name.
template-unfit = No words can stand under this, so it would have no name. A text, picture, video, audio or document with a caption works.
template-several = A template has one picture or file. Send one with a caption.
template-unknown = There is no template “{ $name }”. <code>/t</code> lists them.
template-nearest = There is no template “{ $name }”. Did you mean <code>/t { $nearest }</code>?
template-missing = Nothing to send yet: “{ $name }” needs what the card does not say ({ $fields }). Add it: <code>{ $example }</code>
template-in-thread = It stands in the thread now. Send it from there.

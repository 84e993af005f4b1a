// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/catalog/RecipeCheck.h"

#include <QRegularExpression>
#include <QSet>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace drawbridge {

namespace {

const QRegularExpression &placeholder()
{
    static const QRegularExpression expression(u"\\{([^{}]*)\\}"_s);
    return expression;
}

QStringList placeholdersOf(const QString &text)
{
    QStringList names;
    auto each = placeholder().globalMatch(text);
    while (each.hasNext())
        names.append(each.next().captured(1));
    return names;
}

bool isPointer(const QString &text)
{
    return text.startsWith(u'/') && !text.contains(u' ');
}

class RecipeChecker
{
public:
    explicit RecipeChecker(const AppProfile &profile)
        : m_profile(profile)
        , m_recipe(*profile.rotation.recipe)
    {}

    [[nodiscard]] std::optional<RecipeFault> find()
    {
        fields();
        authority();
        ask();
        call(u"make"_s, m_recipe.make, {u"POST"_s, u"PUT"_s, u"PATCH"_s}, Meant::Old);
        answer();
        listing();
        exchange();
        limits();
        if (m_recipe.end)
            call(u"end"_s,
                 *m_recipe.end,
                 {u"POST"_s, u"PUT"_s, u"PATCH"_s, u"DELETE"_s},
                 Meant::AnyKey);
        whole();
        return m_fault;
    }

private:
    enum class Meant { None, Old, AnyKey };

    void fault(const QString &at, const QString &what)
    {
        if (!m_fault)
            m_fault = RecipeFault{QString(u"rotation.recipe."_s % at), what};
    }

    /// The fields that a key of every one of the recipe's kinds has.
    void fields()
    {
        const bool isSecret = m_recipe.makes == RecipeMakes::SigningSecret;
        if (isSecret != m_recipe.auth.isEmpty() || isSecret == m_recipe.fields.isEmpty())
            return fault(u"auth"_s,
                         u"belongs to keys, and fields to signing secrets: give one of them"_s);
        QList<QList<AuthField>> sets{m_recipe.fields};
        if (!isSecret)
            sets.clear();
        for (const AuthKind kind : m_recipe.auth) {
            const AuthOption *option = m_profile.authOption(kind);
            if (!option)
                return fault(u"auth"_s, u"names a way to connect that is not there"_s);
            sets.append(option->fields);
        }
        for (qsizetype i = 0; i < sets.size(); ++i) {
            QSet<QString> open;
            QSet<QString> hidden;
            for (const AuthField &field : sets.at(i)) {
                (field.secret ? hidden : open).insert(field.name);
                if (field.secret && field.required)
                    m_needed.insert(field.name);
            }
            m_public = i == 0 ? open : m_public & open;
            m_secret = i == 0 ? hidden : m_secret & hidden;
        }
    }

    void authority()
    {
        // The answer lost, nobody would know the new key, and the old one would no longer open the door to ask again.
        if (m_recipe.authority == AuthorityKind::Itself && m_recipe.replaces)
            fault(u"authority"_s,
                  u"lets a key replace itself at once: where the answer is lost, its owner is "
                  "locked out"_s);
        if (!m_recipe.idField.isEmpty() && !m_public.contains(m_recipe.idField))
            fault(u"idField"_s, u"is no public field of the key"_s);
    }

    void checkTemplate(const QString &at, const QString &text, Meant meant)
    {
        QString rest = text;
        rest.remove(placeholder());
        if (rest.contains(u'{') || rest.contains(u'}'))
            return fault(at, u"has a brace without its other half"_s);
        static const QSet<QString> functions{u"new.label"_s,
                                             u"new.scopes"_s,
                                             u"new.scopesText"_s,
                                             u"new.endDay"_s,
                                             u"new.endTime"_s,
                                             u"new.endUnix"_s,
                                             u"new.seconds"_s};
        for (const QString &name : placeholdersOf(text)) {
            const bool isAsked = m_recipe.ask && name.startsWith(u"asked."_s)
                && m_recipe.ask->facts.contains(name.mid(6));
            const bool isOfKey = name == u"key.id"_s
                && (meant == Meant::AnyKey || (meant == Meant::Old && tellsId()));
            const bool isOfNew = meant == Meant::Old && functions.contains(name);
            // What the old key was asked tells nothing of another one.
            const bool isKnown =
                m_public.contains(name) || isOfKey || isOfNew || (isAsked && meant == Meant::Old);
            if (!isKnown)
                return fault(at,
                             u"names a {field} that is not there, is secret or is no function"_s);
            if (name == u"new.scopes"_s && text != u"{new.scopes}"_s)
                return fault(at, u"puts something beside the list of scopes"_s);
        }
    }

    void address(const QString &at, const QString &url, Meant meant)
    {
        checkTemplate(at, url, meant);
        constexpr qsizetype schemeEnd = 8; // "https://"
        const qsizetype path = url.startsWith(u'/') ? 0 : url.indexOf(u'/', schemeEnd);
        const QString host = url.left(path < 0 ? url.size() : path);
        for (const QString &name : placeholdersOf(host)) {
            if (name.contains(u'.'))
                fault(at, u"lets a function choose the host"_s);
        }
        for (const QString &name : placeholdersOf(url)) {
            if (name.startsWith(u"new."_s))
                fault(at, u"tells in the address what belongs into the body"_s);
        }
    }

    void headers(const QString &at, const QMap<QString, QString> &headers, Meant meant)
    {
        static const QRegularExpression token(u"^[A-Za-z][A-Za-z0-9-]*$"_s);
        static const QStringList taken{u"authorization"_s,
                                       u"host"_s,
                                       u"content-length"_s,
                                       u"content-type"_s,
                                       u"transfer-encoding"_s,
                                       u"connection"_s};
        for (auto each = headers.constBegin(); each != headers.constEnd(); ++each) {
            if (!token.match(each.key()).hasMatch() || taken.contains(each.key().toLower()))
                fault(at, u"has a header that is none, or not its to set"_s);
            checkTemplate(at, each.value(), meant);
        }
    }

    void call(const QString &at, const KeyCall &call, const QStringList &methods, Meant meant)
    {
        if (!methods.contains(call.method))
            fault(at + u".method"_s, u"is none that does this"_s);
        address(at + u".url"_s, call.url, meant);
        headers(at + u".headers"_s, call.headers, meant);
        if (call.body == CallBody::None && !call.values.isEmpty())
            fault(at + u".values"_s, u"has no body to stand in"_s);
        for (auto each = call.values.constBegin(); each != call.values.constEnd(); ++each) {
            if (call.body == CallBody::Json && !isPointer(each.key()))
                fault(at + u".values"_s, u"has a name that is no pointer"_s);
            checkTemplate(at + u".values"_s, each.value(), meant);
        }
        if (!call.okPointer.isEmpty() && !isPointer(call.okPointer))
            fault(at + u".okPointer"_s, u"is no pointer"_s);
    }

    void ask()
    {
        if (!m_recipe.ask)
            return;
        const KeyAsk &ask = *m_recipe.ask;
        // Before it was asked, only a public field tells which key is meant.
        checkTemplate(u"ask.url"_s, ask.url, Meant::None);
        address(u"ask.url"_s, ask.url, Meant::None);
        // Under another key's authority, "which key is this" would be answered by that one.
        if (ask.by == AskedBy::Authority
            && (m_recipe.idField.isEmpty() || !placeholdersOf(ask.url).contains(m_recipe.idField)))
            fault(u"ask.by"_s, u"asks about a key that it does not name"_s);
        QStringList pointers = ask.facts.values() + ask.mustBeEmpty;
        for (const QString &pointer : {ask.idPointer, ask.scopesPointer}) {
            if (!pointer.isEmpty())
                pointers.append(pointer);
        }
        if (pointers.isEmpty() || !std::all_of(pointers.cbegin(), pointers.cend(), isPointer))
            fault(u"ask"_s, u"has nothing to read, or something that is no pointer"_s);
        if (ask.mustBeEmpty.isEmpty() != ask.otherwise.isEmpty())
            fault(u"ask.otherwise"_s, u"belongs to what must be empty, and to this alone"_s);
    }

    void answer()
    {
        const MadeAnswer &answer = m_recipe.answer;
        QStringList pointers = answer.secrets.values() + answer.publicFields.values();
        for (const QString &pointer : {answer.id, answer.endsAt}) {
            if (!pointer.isEmpty())
                pointers.append(pointer);
        }
        if (!std::all_of(pointers.cbegin(), pointers.cend(), isPointer))
            fault(u"answer"_s, u"has something that is no pointer"_s);
        for (const QString &name : answer.secrets.keys()) {
            if (!m_secret.contains(name))
                fault(u"answer.secrets"_s, u"names a field that is not there or is public"_s);
        }
        for (const QString &name : answer.publicFields.keys()) {
            if (!m_public.contains(name))
                fault(u"answer.publicFields"_s, u"names a field that is not there or is secret"_s);
        }
        for (const QString &name : m_needed) {
            if (!answer.secrets.contains(name))
                fault(u"answer.secrets"_s, u"leaves a secret of the key where it was"_s);
        }
    }

    void listing()
    {
        if (!m_recipe.list)
            return;
        const KeyListing &list = *m_recipe.list;
        address(u"list.url"_s, list.url, Meant::None);
        headers(u"list.headers"_s, list.headers, Meant::None);
        for (const QString &pointer : {list.items, list.id})
            if (!isPointer(pointer))
                fault(u"list"_s, u"has something that is no pointer"_s);
        for (const QString &pointer : {list.label, list.createdAt, list.next, list.more})
            if (!pointer.isEmpty() && !isPointer(pointer))
                fault(u"list"_s, u"has something that is no pointer"_s);
        for (auto each = list.publicFields.begin(); each != list.publicFields.end(); ++each) {
            if (!m_public.contains(each.key()) || !isPointer(each.value()))
                fault(u"list.publicFields"_s,
                      u"names a field that is not there or is secret, or no pointer"_s);
        }
        static const QRegularExpression name(u"^[A-Za-z][A-Za-z0-9_.\\[\\]-]*$"_s);
        const bool isCursor = list.form == PageForm::Cursor;
        if (isCursor != name.match(list.parameter).hasMatch())
            fault(u"list.next"_s, u"needs a parameter for a cursor, and for this alone"_s);
    }

    void exchange()
    {
        if (!m_recipe.exchange)
            return;
        call(u"exchange"_s, *m_recipe.exchange, {u"POST"_s, u"PUT"_s, u"PATCH"_s}, Meant::AnyKey);
        if (!placeholdersIn(*m_recipe.exchange).contains(u"key.id"_s))
            fault(u"exchange"_s, u"does not say which key: it names no {key.id}"_s);
        if (m_recipe.replaces)
            fault(u"exchange"_s, u"puts in place what the making has put there"_s);
        // Which of the two waits is seen by them alone: the wrong one ended would be the one in use.
        if (!m_recipe.list || m_recipe.list->publicFields.isEmpty())
            fault(u"list.publicFields"_s, u"is missing: the two keys could not be told apart"_s);
        if (m_recipe.authority == AuthorityKind::Itself)
            fault(u"authority"_s, u"lets a key put itself in place"_s);
    }

    void limits()
    {
        if (m_recipe.busy
            && (!isPointer(m_recipe.busy->pointer) || m_recipe.busy->codes.isEmpty()
                || m_recipe.busy->codes.contains(QString())))
            fault(u"busy"_s, u"needs a pointer and the codes that stand there"_s);
        // One step of a replacing takes up to six calls, and half of what is allowed may be made at once.
        constexpr int fewest = 11;
        if (m_recipe.rate && (m_recipe.rate->requests < fewest || m_recipe.rate->seconds < 1))
            fault(u"rate"_s, u"allows less than one step takes"_s);
    }

    void whole()
    {
        for (const QString &name : m_recipe.account) {
            if (!m_public.contains(name))
                fault(u"authority.account"_s, u"names a field that is not there or is secret"_s);
        }
        if (m_profile.rotation.byApi == Answer::No && m_recipe.makes == RecipeMakes::Key)
            fault(u"make"_s, u"does what \"byApi\" says cannot be done"_s);
        if (m_recipe.tried && (m_profile.kind != AppKind::Practice || m_profile.imported))
            fault(u"tried"_s, u"claims what nobody has done"_s);
        if (m_recipe.replaces) {
            if (m_recipe.end)
                fault(u"end"_s, u"ends a key that the making has ended"_s);
            if (m_recipe.oldLivesSeconds)
                fault(u"oldLives"_s,
                      u"says that the old key lives, and \"replaces\" that it does not"_s);
            return;
        }
        if (!m_recipe.list)
            return fault(u"list"_s,
                         u"is missing: a key whose answer was lost could not be found again"_s);
        if (!m_recipe.end)
            return fault(u"end"_s, u"is missing: the old key would live on"_s);
        const bool takesLabel = placeholdersIn(m_recipe.make).contains(u"new.label"_s);
        if (takesLabel != !m_recipe.list->label.isEmpty())
            fault(u"list.label"_s, u"is needed where keys have names, and only there"_s);
        if (!placeholdersIn(*m_recipe.end).contains(u"key.id"_s))
            fault(u"end"_s, u"does not say which key: it names no {key.id}"_s);
        if (!tellsId() && !m_recipe.exchange)
            fault(u"idField"_s, u"is missing, and nothing is asked: the old key has no name"_s);
        if (m_recipe.answer.id.isEmpty() && !m_recipe.answer.publicFields.contains(m_recipe.idField))
            fault(u"answer.id"_s, u"is missing: the new key has no name"_s);
    }

    [[nodiscard]] bool tellsId() const
    {
        return !m_recipe.idField.isEmpty() || (m_recipe.ask && !m_recipe.ask->idPointer.isEmpty());
    }

    [[nodiscard]] static QStringList placeholdersIn(const KeyCall &call)
    {
        QStringList names = placeholdersOf(call.url);
        for (const QString &text : call.headers.values() + call.values.values())
            names += placeholdersOf(text);
        return names;
    }

    const AppProfile &m_profile;
    const KeyRecipe &m_recipe;
    QSet<QString> m_public;
    QSet<QString> m_secret;
    QSet<QString> m_needed; ///< secrets without which there is no key
    std::optional<RecipeFault> m_fault;
};

} // namespace

std::optional<RecipeFault> findRecipeFault(const AppProfile &profile)
{
    if (!profile.rotation.recipe)
        return std::nullopt;
    return RecipeChecker(profile).find();
}

QString withoutFunctions(const KeyRecipe &recipe, const QString &url)
{
    QString plain = url;
    for (const QString &name : placeholdersOf(url)) {
        const bool isOwn =
            std::any_of(recipe.fields.cbegin(),
                        recipe.fields.cend(),
                        [&name](const AuthField &field) { return field.name == name; });
        if (isOwn || name.contains(u'.'))
            plain.replace(QString(u'{' % name % u'}'), u"x"_s);
    }
    return plain;
}

} // namespace drawbridge

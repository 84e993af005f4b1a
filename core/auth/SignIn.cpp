// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/auth/SignIn.h"

#include "core/auth/RedirectReceiver.h"
#include "core/auth/SignInAttempt.h"

#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace drawbridge {

namespace {

/// How often a paste, a cancel and the end of patience are looked for.
constexpr std::chrono::milliseconds lookEvery{100};

QString tr(const char *text)
{
    return QCoreApplication::translate("SignIn", text);
}

/// "https://…": the owner's own page that the app sends the browser to; "/callback": a path he registered.
Result<QUrl> ownRedirect(const PreparedKey &key)
{
    const QString given = key.publicFields.value(u"redirectUri"_s);
    if (given.isEmpty())
        return QUrl();
    TRY(url, urlFromOwner(given));
    return url;
}

struct BrowserAnswer
{
    SharedSecret code;
    QMap<QString, QString> kept;
};

class BrowserSignIn
{
public:
    BrowserSignIn(const SignInParts &parts,
                  const PreparedKey &key,
                  const AuthorizationServer &server,
                  const SignInPrompts &prompts,
                  const CancelToken &cancel)
        : m(parts)
        , m_key(key)
        , m_server(server)
        , m_prompts(prompts)
        , m_cancel(cancel)
    {}

    Result<BrowserAnswer> run(const QStringList &scopes)
    {
        TRY(own, ownRedirect(m_key));
        const bool pasteNeeded = !own.isEmpty();
        if (m_key.option.tokens->redirect == RedirectKind::HttpsOnly && !pasteNeeded)
            return Error{ErrorCode::InvalidInput,
                         tr("%1 sends nobody back to a program on this computer. Register a "
                            "page of your own there, and give its address as the redirect address.")
                             .arg(m_key.profile.name),
                         u"redirectUri"_s};
        if (pasteNeeded) {
            m_attempt.emplace(m.clock, m.random, own);
        } else {
            TRY_DONE(openReceiver());
        }
        TRY(page, m_attempt->browserAddress(m_key, m_server, scopes));
        m_prompts.openBrowser(page, pasteNeeded);
        return wait();
    }

    [[nodiscard]] const SignInAttempt &attempt() const { return *m_attempt; }

private:
    Result<void> openReceiver()
    {
        RedirectReceiver::Options options;
        options.path = m_key.publicFields.value(u"redirectPath"_s);
        // A path that is known may be asked by anybody: only the right state counts there. At one that nobody can
        // guess, a wrong state is told.
        if (!options.path.isEmpty()) {
            options.isMeant = [this](const QByteArray &query) {
                const std::lock_guard lock(m_mutex);
                return m_attempt && m_attempt->isMeant(query);
            };
        }
        TRY(receiver, RedirectReceiver::open(options, m.random));
        m_receiver = std::move(receiver);
        const std::lock_guard lock(m_mutex);
        m_attempt.emplace(m.clock, m.random, m_receiver->address());
        return {};
    }

    Result<BrowserAnswer> take(const QByteArray &query)
    {
        const std::lock_guard lock(m_mutex);
        TRY(code, m_attempt->codeFrom(query, m_server, m_key.profile.name));
        return BrowserAnswer{code, keptOf(query, m_key.option.tokens->keptOfRedirect)};
    }

    /// A paste that does not fit is told, and the waiting goes on.
    std::optional<Result<BrowserAnswer>> lookAtPaste()
    {
        const auto text = m_prompts.pasted ? m_prompts.pasted->take() : std::nullopt;
        if (!text)
            return std::nullopt;
        const auto query = queryOfPasted(*text, m_attempt->redirect());
        if (query && m_attempt->isMeant(*query))
            return take(*query);
        const QString why = query
            ? tr("This address belongs to an older sign-in. Copy the one of the page that "
                 "opened just now.")
            : query.error().what;
        if (m_prompts.pasteRefused)
            m_prompts.pasteRefused(why);
        return std::nullopt;
    }

    Result<BrowserAnswer> wait()
    {
        while (!m_cancel.isCancelled()) {
            if (auto pasted = lookAtPaste())
                return *pasted;
            if (m_attempt->isOver())
                return Error{ErrorCode::TimedOut,
                             tr("Nobody signed in at %1 within ten minutes. Start again.")
                                 .arg(m_key.profile.name),
                             {}};
            if (!m_receiver) {
                m.wait(lookEvery, m_cancel);
                continue;
            }
            if (const auto query = m_receiver->wait(lookEvery))
                return take(*query);
        }
        return Error{ErrorCode::Cancelled, tr("The sign-in was stopped."), {}};
    }

    const SignInParts &m;
    const PreparedKey &m_key;
    const AuthorizationServer &m_server;
    const SignInPrompts &m_prompts;
    const CancelToken &m_cancel;
    std::mutex m_mutex; ///< the listener's thread asks the attempt
    std::optional<SignInAttempt> m_attempt;
    std::unique_ptr<RedirectReceiver> m_receiver; // goes first
};

Result<TokenGrant> signInByBrowser(const SignInParts &parts,
                                   const PreparedKey &key,
                                   const AuthorizationServer &server,
                                   const QStringList &scopes,
                                   const SignInPrompts &prompts,
                                   const CancelToken &cancel,
                                   QMap<QString, QString> &fields)
{
    BrowserSignIn browser(parts, key, server, prompts, cancel);
    TRY(answer, browser.run(scopes));
    fields.insert(answer.kept);
    TRY(tokens,
        exchangeCode(parts.http,
                     key,
                     server,
                     answer.code,
                     browser.attempt().verifier(),
                     browser.attempt().redirect(),
                     cancel));
    if (const auto *refusal = std::get_if<TokenRefusal>(&tokens)) {
        if (refusal->fault == RefreshFault::GrantEnded)
            return Error{
                ErrorCode::Refused,
                tr("%1 did not take the answer of its own sign-in page: it was used already or "
                   "came too late. Start again.")
                    .arg(key.profile.name),
                refusal->failure.technical};
        const bool mayPass =
            refusal->fault == RefreshFault::Network || refusal->fault == RefreshFault::ProviderDown;
        return Error{mayPass ? ErrorCode::Unavailable : ErrorCode::Refused,
                     refusal->what,
                     refusal->failure.technical};
    }
    return std::get<TokenGrant>(tokens);
}

} // namespace

void PastedAddress::paste(const QString &text)
{
    const std::lock_guard lock(m_mutex);
    m_text = text;
}

std::optional<QString> PastedAddress::take()
{
    const std::lock_guard lock(m_mutex);
    return std::exchange(m_text, std::nullopt);
}

Result<SignedInGrant> signIn(const SignInParts &parts,
                             PreparedKey key,
                             const QStringList &scopes,
                             const SignInPrompts &prompts,
                             const CancelToken &cancel)
{
    TRY(server, authorizationServerFor(parts.http, key, cancel));
    SignedInGrant signedIn;
    if (key.profile.kind == AppKind::Other)
        signedIn.fields = fieldsOf(server);
    if (key.option.kind == AuthKind::Device) {
        TRY(tokens,
            signInByDevice(
                parts.http, parts.clock, parts.wait, key, server, scopes, prompts.showCode, cancel));
        signedIn.tokens = tokens;
    } else {
        TRY(tokens, signInByBrowser(parts, key, server, scopes, prompts, cancel, signedIn.fields));
        signedIn.tokens = tokens;
    }
    signedIn.fields.insert(signedIn.tokens.kept);
    return signedIn;
}

} // namespace drawbridge

// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/auth/DeviceSignIn.h"

#include "core/auth/SignInAttempt.h"
#include "core/base/PlainText.h"

#include <QCoreApplication>
#include <QJsonDocument>

#include <condition_variable>
#include <mutex>

using namespace Qt::StringLiterals;

namespace drawbridge {

namespace {

constexpr std::chrono::seconds usualInterval{5};
constexpr std::chrono::seconds slowest{60};
constexpr std::chrono::seconds longestLife{3600};
constexpr std::chrono::seconds slowDown{5};
constexpr qsizetype longestCode = 8 * 1024;

QString tr(const char *text)
{
    return QCoreApplication::translate("DeviceSignIn", text);
}

QUrl pageAt(const QJsonObject &object, const QString &name)
{
    const QUrl url(object.value(name).toString(), QUrl::StrictMode);
    return url.isValid() && url.userInfo().isEmpty() ? url : QUrl();
}

Error notUnderstood(const QString &app)
{
    return {ErrorCode::Refused,
            tr("%1 did not give a code to type. Choose another way to connect it.").arg(app),
            {}};
}

} // namespace

Result<DeviceStart> readDeviceStart(const QJsonObject &object)
{
    DeviceStart start;
    QString code = object.value(u"device_code"_s).toString();
    start.shown.userCode = plainText(object.value(u"user_code"_s).toString(), 40);
    // "verification_url" is what Google and Microsoft once wrote.
    start.shown.page = pageAt(object, u"verification_uri"_s);
    if (start.shown.page.isEmpty())
        start.shown.page = pageAt(object, u"verification_url"_s);
    start.shown.pageWithCode = pageAt(object, u"verification_uri_complete"_s);
    const qint64 lifetime = object.value(u"expires_in"_s).toVariant().toLongLong();
    start.shown.lifetime =
        std::clamp(std::chrono::seconds(lifetime), std::chrono::seconds(0), longestLife);
    const qint64 interval = object.value(u"interval"_s).toVariant().toLongLong();
    start.interval =
        interval > 0 ? std::min(std::chrono::seconds(interval), slowest) : usualInterval;
    const bool isWhole = !code.isEmpty() && code.size() <= longestCode
        && !start.shown.userCode.isEmpty() && !start.shown.page.isEmpty() && lifetime > 0;
    if (isWhole)
        start.deviceCode = share(SecretBytes::takeFrom(code));
    wipe(code);
    if (!isWhole)
        return notUnderstood(tr("The app"));
    return start;
}

DevicePolling::DevicePolling(const Clock &clock,
                             std::chrono::seconds interval,
                             std::chrono::seconds lifetime)
    : m_clock(clock)
    , m_end(clock.monotonic() + lifetime)
    , m_interval(interval)
{}

bool DevicePolling::isOver() const
{
    return m_clock.monotonic() >= m_end;
}

DevicePolling::Next DevicePolling::after(const TokenAnswer &answer)
{
    const auto *refusal = std::get_if<TokenRefusal>(&answer);
    if (refusal == nullptr)
        return Next::Done;
    if (refusal->code == u"authorization_pending"_s)
        return Next::AskAgain;
    const bool isSlower = refusal->code == u"slow_down"_s
        || refusal->fault == RefreshFault::ProviderDown || refusal->fault == RefreshFault::Network;
    if (!isSlower)
        return Next::Failed;
    m_interval = std::min(m_interval + slowDown, slowest);
    return Next::AskAgain;
}

Waiting realWaiting()
{
    return [](std::chrono::milliseconds limit, const CancelToken &cancel) {
        struct Bell
        {
            std::mutex mutex;
            std::condition_variable rings;
            bool rung = false;
        };
        const auto bell = std::make_shared<Bell>();
        cancel.onCancel([bell] {
            const std::lock_guard lock(bell->mutex);
            bell->rung = true;
            bell->rings.notify_all();
        });
        std::unique_lock lock(bell->mutex);
        bell->rings.wait_for(lock, limit, [&bell] { return bell->rung; });
    };
}

Result<TokenGrant> signInByDevice(HttpSender &http,
                                  const Clock &clock,
                                  const Waiting &wait,
                                  const PreparedKey &key,
                                  const AuthorizationServer &server,
                                  const QStringList &scopes,
                                  const std::function<void(const DeviceCode &)> &show,
                                  const CancelToken &cancel)
{
    const Error stopped{ErrorCode::Cancelled, tr("The sign-in was stopped."), {}};
    if (server.device.isEmpty())
        return Error{ErrorCode::InvalidInput,
                     tr("%1 gives no code to type on another screen. Choose another way.")
                         .arg(key.profile.name),
                     {}};
    TRY(asking, endpointRequest(key, server.device, TokenBody::Form));
    if (!scopes.isEmpty())
        asking.form.put(u"scope"_s, scopes.join(key.option.tokens->scopeSeparator));
    showClient(asking, key, server);
    asking.request.body = asking.form.text();
    asking.request.headers.push_back({"Content-Type", asking.form.contentType()});
    const HttpAttempt attempt = http.fetch(asking.request, Expect::Json, cancel);
    if (const auto *failure = std::get_if<Failure>(&attempt)) {
        if (failure->kind == FailureKind::Cancelled)
            return stopped;
        return explain(blameClock(*failure));
    }
    auto read =
        readDeviceStart(QJsonDocument::fromJson(std::get<HttpReply>(attempt).body).object());
    if (!read)
        return notUnderstood(key.profile.name);
    const DeviceStart start = read.takeValue();
    TRY_DONE(checkBrowserPage(start.shown.page, key.rules));
    DeviceCode shown = start.shown;
    if (!shown.pageWithCode.isEmpty() && !checkBrowserPage(shown.pageWithCode, key.rules).isOk())
        shown.pageWithCode = QUrl();
    show(shown);

    DevicePolling polling(clock, start.interval, shown.lifetime);
    for (;;) {
        wait(polling.interval(), cancel);
        if (cancel.isCancelled())
            return stopped;
        if (polling.isOver())
            break;
        TRY(made, endpointRequest(key, server.token, key.option.tokens->body));
        made.form.put(u"grant_type"_s, u"urn:ietf:params:oauth:grant-type:device_code"_s);
        made.form.put(u"device_code"_s, start.deviceCode);
        TRY(answer, askForTokens(http, key, server, std::move(made), cancel));
        switch (polling.after(answer)) {
        case DevicePolling::Next::Done:
            return std::get<TokenGrant>(answer);
        case DevicePolling::Next::AskAgain:
            continue;
        case DevicePolling::Next::Failed: {
            const auto &refusal = std::get<TokenRefusal>(answer);
            if (refusal.code == u"expired_token"_s)
                break;
            if (refusal.code == u"access_denied"_s)
                return Error{ErrorCode::Refused,
                             tr("The sign-in at %1 was declined there, so nothing was connected. "
                                "Start again when you want to allow it.")
                                 .arg(key.profile.name),
                             refusal.code};
            return Error{ErrorCode::Refused, refusal.what, refusal.failure.technical};
        }
        }
        break;
    }
    return Error{ErrorCode::TimedOut,
                 tr("The code for %1 ran out before anybody typed it. Start again for a new one.")
                     .arg(key.profile.name),
                 {}};
}

} // namespace drawbridge

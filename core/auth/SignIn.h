// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/auth/DeviceSignIn.h"
#include "core/base/Random.h"

#include <condition_variable>
#include <mutex>

namespace drawbridge {

/// Where the owner's paste of "the address you were sent to" goes while a sign-in waits for it. Thread-safe.
class PastedAddress
{
public:
    void paste(const QString &text);
    [[nodiscard]] std::optional<QString> take();

private:
    std::mutex m_mutex;
    std::optional<QString> m_text;
};

/// How whoever sees the screen takes part. Called in the thread of the sign-in.
struct SignInPrompts
{
    /// The page to open in the browser. `pasteNeeded`: the app sends nobody back to this computer, so the address the
    /// browser ends at has to be pasted.
    std::function<void(const QUrl &page, bool pasteNeeded)> openBrowser;
    std::function<void(const DeviceCode &)> showCode;
    /// What was pasted does not fit; the sign-in goes on waiting.
    std::function<void(const QString &why)> pasteRefused;
    std::shared_ptr<PastedAddress> pasted; ///< may be null
};

struct SignInParts
{
    HttpSender &http;
    const Clock &clock;
    Random &random;
    Waiting wait = realWaiting();
};

struct SignedInGrant
{
    TokenGrant tokens;
    /// Public fields the connection needs from now on: what the redirect and the answer brought, where its tokens are.
    QMap<QString, QString> fields;
};

/// Signs in as the key's option says (a browser or a code typed elsewhere) and gives the tokens. Keeps nothing. Blocking.
/// As the parts it is made of; TimedOut after ten minutes, Cancelled.
[[nodiscard]] Result<SignedInGrant> signIn(const SignInParts &parts,
                                           PreparedKey key,
                                           const QStringList &scopes,
                                           const SignInPrompts &prompts,
                                           const CancelToken &cancel);

} // namespace drawbridge

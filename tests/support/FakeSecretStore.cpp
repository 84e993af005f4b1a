// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/FakeSecretStore.h"

namespace drawbridge {

namespace {

ErrorCode codeFor(StoreState state)
{
    switch (state) {
    case StoreState::Ready:
        return ErrorCode::Internal;
    case StoreState::Locked:
        return ErrorCode::Locked;
    case StoreState::Absent:
    case StoreState::Missing:
        return ErrorCode::Unavailable;
    case StoreState::Silent:
        return ErrorCode::TimedOut;
    case StoreState::Unusable:
        return ErrorCode::Damaged;
    }
    return ErrorCode::Internal;
}

StoreStatus ready()
{
    return {StoreState::Ready, QStringLiteral("The store for tests is ready.")};
}

Error wrongPassphrase()
{
    return Error{ErrorCode::InvalidInput, QStringLiteral("This is not the passphrase."), {}};
}

} // namespace

FakeSecretStore::FakeSecretStore(SecretsKind kind)
    : m_kind(kind)
    , m_status(ready())
{}

FakeSecretStore::~FakeSecretStore() = default;

void FakeSecretStore::setStatus(StoreStatus status)
{
    const std::lock_guard guard(m_mutex);
    m_status = std::move(status);
}

void FakeSecretStore::setMaxValueSize(qsizetype size)
{
    const std::lock_guard guard(m_mutex);
    m_maxValueSize = size;
}

void FakeSecretStore::setPassphrase(const QByteArray &passphrase)
{
    const std::lock_guard guard(m_mutex);
    m_passphrase = passphrase;
}

void FakeSecretStore::failNext(Call call, Error error)
{
    const std::lock_guard guard(m_mutex);
    m_plans[call].before = std::move(error);
}

void FakeSecretStore::failAfterNext(Call call, Error error)
{
    const std::lock_guard guard(m_mutex);
    m_plans[call].after = std::move(error);
}

void FakeSecretStore::afterNext(Call call, std::function<void()> action)
{
    const std::lock_guard guard(m_mutex);
    m_plans[call].action = std::move(action);
}

void FakeSecretStore::hold(Call call)
{
    const std::lock_guard guard(m_mutex);
    m_plans[call].held = true;
}

void FakeSecretStore::release(int calls)
{
    m_gate.release(calls);
}

QList<SecretName> FakeSecretStore::names() const
{
    const std::lock_guard guard(m_mutex);
    QList<SecretName> names;
    for (const auto &[name, entry] : m_entries)
        names.append(name);
    return names;
}

QString FakeSecretStore::labelOf(const SecretName &name) const
{
    const std::lock_guard guard(m_mutex);
    const auto found = m_entries.find(name);
    return found == m_entries.end() ? QString() : found->second.label;
}

void FakeSecretStore::drop(const SecretName &name)
{
    const std::lock_guard guard(m_mutex);
    m_entries.erase(name);
}

QStringList FakeSecretStore::record() const
{
    const std::lock_guard guard(m_mutex);
    return m_record;
}

Result<void> FakeSecretStore::checkReady() const
{
    if (m_status.state == StoreState::Ready)
        return {};
    return Error{codeFor(m_status.state),
                 m_status.what.isEmpty() ? QStringLiteral("The store is not ready.") : m_status.what,
                 {}};
}

Result<void> FakeSecretStore::begin(Call call, const QString &what)
{
    bool held = false;
    {
        const std::lock_guard guard(m_mutex);
        m_record.append(what);
        held = m_plans[call].held;
    }
    if (held)
        m_gate.acquire();
    const std::lock_guard guard(m_mutex);
    if (const auto error = std::exchange(m_plans[call].before, std::nullopt))
        return *error;
    if (call == Call::Unlock)
        return {};
    return checkReady();
}

Result<void> FakeSecretStore::end(Call call)
{
    std::optional<Error> error;
    std::function<void()> action;
    {
        const std::lock_guard guard(m_mutex);
        error = std::exchange(m_plans[call].after, std::nullopt);
        action = std::exchange(m_plans[call].action, {});
    }
    if (action)
        action();
    if (error)
        return *error;
    return {};
}

SecretsKind FakeSecretStore::kind() const
{
    return m_kind;
}

QString FakeSecretStore::description() const
{
    return QStringLiteral("A store for tests");
}

qsizetype FakeSecretStore::maxValueSize() const
{
    const std::lock_guard guard(m_mutex);
    return m_maxValueSize;
}

StoreStatus FakeSecretStore::status()
{
    const std::lock_guard guard(m_mutex);
    return m_status;
}

Result<void> FakeSecretStore::create(const SecretBytes &passphrase)
{
    const std::lock_guard guard(m_mutex);
    m_record.append(QStringLiteral("create"));
    if (m_kind == SecretsKind::Keychain)
        return checkReady();
    if (m_status.state != StoreState::Missing) {
        return Error{ErrorCode::Conflict, QStringLiteral("There is a vault already."), {}};
    }
    m_passphrase = passphrase.reveal().toByteArray();
    m_status = ready();
    return {};
}

Result<void> FakeSecretStore::unlock(const SecretBytes &passphrase)
{
    TRY_DONE(begin(Call::Unlock, QStringLiteral("unlock")));
    {
        const std::lock_guard guard(m_mutex);
        if (m_status.state != StoreState::Ready && m_status.state != StoreState::Locked)
            return checkReady();
        if (m_kind == SecretsKind::Vault && passphrase.reveal() != m_passphrase)
            return wrongPassphrase();
        m_status = ready();
    }
    return end(Call::Unlock);
}

void FakeSecretStore::lock()
{
    const std::lock_guard guard(m_mutex);
    m_record.append(QStringLiteral("lock"));
    if (m_kind == SecretsKind::Vault && m_status.state == StoreState::Ready)
        m_status = {StoreState::Locked, QStringLiteral("The store is locked.")};
}

Result<void> FakeSecretStore::changePassphrase(const SecretBytes &current, const SecretBytes &next)
{
    const std::lock_guard guard(m_mutex);
    m_record.append(QStringLiteral("changePassphrase"));
    if (m_kind == SecretsKind::Keychain || current.reveal() != m_passphrase || next.isEmpty())
        return wrongPassphrase();
    m_passphrase = next.reveal().toByteArray();
    return {};
}

Result<SecretBytes> FakeSecretStore::read(const SecretName &name)
{
    TRY_DONE(checkName(name));
    TRY_DONE(begin(Call::Read, QString(u"read " + name.purpose)));
    SecretBytes value;
    {
        const std::lock_guard guard(m_mutex);
        const auto found = m_entries.find(name);
        if (found == m_entries.end())
            return Error{ErrorCode::NotFound, QStringLiteral("There is no such entry."), {}};
        value = SecretBytes::copyOf(found->second.value.reveal());
    }
    TRY_DONE(end(Call::Read));
    return value;
}

Result<void> FakeSecretStore::write(const SecretName &name,
                                    const SecretBytes &value,
                                    const QString &label)
{
    TRY_DONE(checkName(name));
    TRY_DONE(checkValue(value));
    TRY_DONE(begin(Call::Write, QString(u"write " + name.purpose)));
    {
        const std::lock_guard guard(m_mutex);
        m_entries[name] = {SecretBytes::copyOf(value.reveal()), label};
    }
    return end(Call::Write);
}

Result<void> FakeSecretStore::remove(const SecretName &name)
{
    TRY_DONE(checkName(name));
    TRY_DONE(begin(Call::Remove, QString(u"remove " + name.purpose)));
    drop(name);
    return end(Call::Remove);
}

Result<QStringList> FakeSecretStore::purposes(const QString &workspace)
{
    const std::lock_guard guard(m_mutex);
    TRY_DONE(checkReady());
    QStringList found;
    for (const auto &[name, entry] : m_entries) {
        if (name.workspace == workspace)
            found.append(name.purpose);
    }
    return found;
}

} // namespace drawbridge

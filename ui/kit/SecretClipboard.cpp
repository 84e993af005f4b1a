// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/kit/SecretClipboard.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QMimeData>

namespace drawbridge::ui {

namespace {

/// Hands the text out only when somebody pastes, so that no second copy lies about until then.
class SecretMimeData final : public QMimeData
{
public:
    explicit SecretMimeData(SharedSecret secret)
        : m_secret(std::move(secret))
    {
        setData(QStringLiteral("x-kde-passwordManagerHint"), QByteArrayLiteral("secret"));
        setData(QStringLiteral("application/x-nspasteboard-concealed-type"), QByteArrayLiteral("1"));
        const auto windows = [this](QLatin1StringView format) {
            setData(QStringLiteral("application/x-qt-windows-mime;value=\"") + format
                        + QStringLiteral("\""),
                    QByteArray(4, '\0'));
        };
        windows(QLatin1StringView("ExcludeClipboardContentFromMonitorProcessing"));
        windows(QLatin1StringView("CanIncludeInClipboardHistory"));
        windows(QLatin1StringView("CanUploadToCloudClipboard"));
    }

    bool hasFormat(const QString &format) const override
    {
        return format == QLatin1StringView("text/plain") || QMimeData::hasFormat(format);
    }
    QStringList formats() const override
    {
        return QMimeData::formats() << QStringLiteral("text/plain");
    }

protected:
    QVariant retrieveData(const QString &format, QMetaType type) const override
    {
        if (format == QLatin1StringView("text/plain"))
            return QString::fromUtf8(m_secret->reveal());
        return QMimeData::retrieveData(format, type);
    }

private:
    SharedSecret m_secret;
};

} // namespace

SecretClipboard::SecretClipboard(std::chrono::milliseconds keptFor, QObject *parent)
    : QObject(parent)
{
    m_timer.setSingleShot(true);
    m_timer.setInterval(keptFor);
    connect(&m_timer, &QTimer::timeout, this, &SecretClipboard::clearNow);
}

SecretClipboard::~SecretClipboard()
{
    if (QGuiApplication::instance() != nullptr)
        clearNow();
}

void SecretClipboard::copySecret(SecretBytes secret)
{
    m_secret = share(std::move(secret));
    m_data = new SecretMimeData(m_secret);
    QGuiApplication::clipboard()->setMimeData(m_data);
    m_timer.start();
}

bool SecretClipboard::holdsSecret() const
{
    if (m_secret == nullptr)
        return false;
    const QClipboard *clipboard = QGuiApplication::clipboard();
    if (clipboard->ownsClipboard())
        return clipboard->mimeData() == m_data;
    // A clipboard program may have taken it over; then only the text can tell.
    return clipboardHolds(*m_secret);
}

void SecretClipboard::clearNow()
{
    m_timer.stop();
    if (m_secret == nullptr)
        return;
    if (holdsSecret())
        QGuiApplication::clipboard()->clear();
    m_secret.reset();
    Q_EMIT cleared();
}

bool clipboardHolds(const SecretBytes &secret)
{
    QString text = QGuiApplication::clipboard()->text();
    const SecretBytes held = SecretBytes::takeFrom(text);
    return !secret.isEmpty() && SecretBytes::copyOf(held.reveal().trimmed()).equals(secret);
}

bool clearClipboardOf(const SecretBytes &secret)
{
    if (!clipboardHolds(secret))
        return false;
    QGuiApplication::clipboard()->clear();
    return true;
}

} // namespace drawbridge::ui

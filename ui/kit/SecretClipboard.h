// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/SecretBytes.h"

#include <QObject>
#include <QPointer>
#include <QTimer>

#include <chrono>

class QMimeData;

namespace drawbridge::ui {

/// Puts a secret on the clipboard the owner asked for, marked so that clipboard managers skip it, and takes it away
/// after 10 s if the clipboard still holds it; also when this object goes. Marks: x-kde-passwordManagerHint (KDE),
/// application/x-nspasteboard-concealed-type (nspasteboard.org), ExcludeClipboardContentFromMonitorProcessing,
/// CanIncludeInClipboardHistory, CanUploadToCloudClipboard (Windows).
class SecretClipboard final : public QObject
{
    Q_OBJECT

public:
    explicit SecretClipboard(std::chrono::milliseconds keptFor = std::chrono::seconds(10),
                             QObject *parent = nullptr);
    ~SecretClipboard() override;

    void copySecret(SecretBytes secret);
    /// At once; for locking.
    void clearNow();
    [[nodiscard]] bool holdsSecret() const;
    [[nodiscard]] std::chrono::milliseconds keptFor() const { return m_timer.intervalAsDuration(); }

Q_SIGNALS:
    void cleared();

private:
    SharedSecret m_secret;
    QPointer<QMimeData> m_data;
    QTimer m_timer;
};

/// Whether the clipboard still holds exactly this, white space around it aside.
[[nodiscard]] bool clipboardHolds(const SecretBytes &secret);
/// Empties the clipboard if it still holds this, and nothing else. False if it did not.
bool clearClipboardOf(const SecretBytes &secret);

} // namespace drawbridge::ui

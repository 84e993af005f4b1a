// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QJsonObject>
#include <QTimer>

namespace drawbridge {
class Workspace;
}

namespace drawbridge::ui {

struct ConnectDraft;

/// Keeps what was answered so far, never the key, soon after it was answered: typing does not write with every letter.
class DraftKeeper final : public QObject
{
    Q_OBJECT

public:
    /// Both outlive it but in destructors.
    DraftKeeper(Workspace &workspace, const ConnectDraft &draft, QObject *parent);

    void keepSoon() { m_soon.start(); }
    /// An empty draft takes the kept one away.
    void keepNow();
    [[nodiscard]] bool isWaiting() const { return m_soon.isActive(); }
    void stop() { m_soon.stop(); }
    /// What was kept last, perhaps by an earlier run; empty if nothing.
    [[nodiscard]] QJsonObject kept() const;

Q_SIGNALS:
    void failed(const QString &why);

private:
    Workspace &m_workspace;
    const ConnectDraft &m_draft;
    QTimer m_soon;
};

} // namespace drawbridge::ui

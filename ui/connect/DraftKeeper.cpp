// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/connect/DraftKeeper.h"

#include "core/workspace/Workspace.h"
#include "ui/connect/ConnectDraft.h"

namespace drawbridge::ui {

namespace {

const QString draftKey = QStringLiteral("connect");
constexpr std::chrono::milliseconds keepAfter{400};

} // namespace

DraftKeeper::DraftKeeper(Workspace &workspace, const ConnectDraft &draft, QObject *parent)
    : QObject(parent)
    , m_workspace(workspace)
    , m_draft(draft)
{
    m_soon.setSingleShot(true);
    m_soon.setInterval(keepAfter);
    connect(&m_soon, &QTimer::timeout, this, &DraftKeeper::keepNow);
}

void DraftKeeper::keepNow()
{
    m_soon.stop();
    if (m_workspace.phase() != Phase::Open)
        return;
    whenDone(m_workspace.dispatch(
                 SaveDraft{draftKey, m_draft.isEmpty() ? QJsonObject() : m_draft.toJson()}),
             this,
             [this](const Result<bool> &result) {
                 if (!result)
                     Q_EMIT failed(result.error().what);
             });
}

QJsonObject DraftKeeper::kept() const
{
    return m_workspace.snapshot()->drafts.value(draftKey);
}

} // namespace drawbridge::ui

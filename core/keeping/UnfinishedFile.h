// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/keeping/WorkspaceFile.h"

#include <QJsonObject>

#include <optional>

namespace drawbridge {

enum class Making { New, Restored };
DRAWBRIDGE_WORDS(Making, 2, {Making::New, u"new"}, {Making::Restored, u"restored"});

/// A workspace that is being made, or whose making broke off: what there is of it may be taken away.
struct UnfinishedFile
{
    WorkspaceFile file;
    Making making = Making::New;
};

/// Nothing: there is none.
[[nodiscard]] Result<std::optional<UnfinishedFile>> readUnfinishedFile(const QString &folder);
[[nodiscard]] Result<void> writeUnfinishedFile(const QString &folder,
                                               const UnfinishedFile &unfinished);
/// The one step that makes the folder a workspace. Conflict: it is one.
[[nodiscard]] Result<void> finishUnfinishedFile(const QString &folder);
[[nodiscard]] Result<void> removeUnfinishedFile(const QString &folder);

[[nodiscard]] QJsonObject toJson(const WorkspaceFile &file);
[[nodiscard]] QJsonObject toJson(const StoreFields &fields);
/// Nothing: too much, or no text.
[[nodiscard]] std::optional<StoreFields> storeFieldsFrom(const QJsonObject &object);
/// Damaged, NewerFormat.
[[nodiscard]] Result<WorkspaceFile> workspaceFileFrom(const QJsonObject &object);

/// For a workspace that is there already and changes where its secrets are.
[[nodiscard]] Result<void> writeWorkspaceFile(const QString &folder, const WorkspaceFile &file);

} // namespace drawbridge

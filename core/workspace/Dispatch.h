// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/CancelToken.h"
#include "core/connections/AppFiles.h"
#include "core/connections/Commands.h"
#include "core/connections/EnvImportCommands.h"
#include "core/connections/KeptApps.h"
#include "core/connections/PeopleCommands.h"
#include "core/connections/ShutOffCommands.h"
#include "core/connections/SignInCommands.h"
#include "core/flows/Commands.h"
#include "core/keeping/Commands.h"
#include "core/rotation/RotationCommands.h"
#include "core/workspace/Snapshot.h"

/// Every command the door takes, and nothing else: each is handed to its room as it is. Called on worker threads.
namespace drawbridge {

struct OpenWorkspace;

struct ChangeSettings
{
    using Reply = bool;
    WorkspaceSettings settings;
};

/// What a command may change of what a Snapshot shows; nothing, where there is nothing to read again.
template<typename Command>
inline constexpr Topics touchedBy = Topic::Connections | Topic::Events;
template<>
inline constexpr Topics touchedBy<TryKey> = {};
template<>
inline constexpr Topics touchedBy<SignIn> = {};
template<>
inline constexpr Topics touchedBy<SignInAgain> = {};
template<>
inline constexpr Topics touchedBy<DiscardSignIn> = {};
// A new connection makes the area its app belongs to; a removed one takes its flows along.
template<>
inline constexpr Topics touchedBy<AddConnection> =
    Topic::Connections | Topic::Flows | Topic::Events;
template<>
inline constexpr Topics touchedBy<ListConnection> = touchedBy<AddConnection>;
template<>
inline constexpr Topics touchedBy<ListApps> = touchedBy<AddConnection>;
template<>
inline constexpr Topics touchedBy<RemoveConnection> = touchedBy<AddConnection>;
template<>
inline constexpr Topics touchedBy<RevealKey> = Topic::Events;
// A sign-in may have been refreshed for it.
template<>
inline constexpr Topics touchedBy<LendKey> = Topic::Connections | Topic::Events;
template<>
inline constexpr Topics touchedBy<ImportEnvFile> = touchedBy<AddConnection>;
template<>
inline constexpr Topics touchedBy<LookAtEnvFile> = {};
template<>
inline constexpr Topics touchedBy<TellFile> = {};
template<>
inline constexpr Topics touchedBy<LookAtAppFile> = {};
template<>
inline constexpr Topics touchedBy<RestoreEnvFile> = Topic::Events;
template<>
inline constexpr Topics touchedBy<SaveDraft> = Topic::Connections;
template<>
inline constexpr Topics touchedBy<AddFlow> = Topic::Flows | Topic::Events;
template<>
inline constexpr Topics touchedBy<EditFlow> = touchedBy<AddFlow>;
template<>
inline constexpr Topics touchedBy<RetireFlow> = touchedBy<AddFlow>;
template<>
inline constexpr Topics touchedBy<RestoreFlow> = touchedBy<AddFlow>;
template<>
inline constexpr Topics touchedBy<AddBoundary> = touchedBy<AddFlow>;
template<>
inline constexpr Topics touchedBy<RenameBoundary> = touchedBy<AddFlow>;
template<>
inline constexpr Topics touchedBy<RemoveBoundary> = touchedBy<AddFlow>;
template<>
inline constexpr Topics touchedBy<CheckWorkspace> = {};
template<>
inline constexpr Topics touchedBy<BackUp> = Topic::Events;
template<>
inline constexpr Topics touchedBy<MakeRecoverySheet> = Topic::Settings | Topic::Events;
template<>
inline constexpr Topics touchedBy<ChangePassphrase> = Topic::Events;
template<>
inline constexpr Topics touchedBy<KeepApp> = Topic::Apps | Topic::Events;
template<>
inline constexpr Topics touchedBy<RemoveKeptApp> = touchedBy<KeepApp>;
template<>
inline constexpr Topics touchedBy<SetRotationRules> =
    Topic::Settings | Topic::Connections | Topic::Events;
template<>
inline constexpr Topics touchedBy<ChangeSettings> = Topic::Settings | Topic::Events;

Result<ConnectionTest> handle(OpenWorkspace &open, const TryKey &command, const CancelToken &cancel);
Result<SignedIn> handle(OpenWorkspace &open, const SignIn &command, const CancelToken &cancel);
Result<SignedIn> handle(OpenWorkspace &open, const SignInAgain &command, const CancelToken &cancel);
Result<bool> handle(OpenWorkspace &open, const DiscardSignIn &command, const CancelToken &cancel);
Result<int> handle(OpenWorkspace &open, const RefreshSignIns &command, const CancelToken &cancel);
Result<ConnectionView> handle(OpenWorkspace &open,
                              const AddConnection &command,
                              const CancelToken &cancel);
Result<ConnectionView> handle(OpenWorkspace &open,
                              const ListConnection &command,
                              const CancelToken &cancel);
Result<QList<ConnectionId>> handle(OpenWorkspace &open,
                                   const ListApps &command,
                                   const CancelToken &cancel);
Result<ConnectionView> handle(OpenWorkspace &open,
                              const EditConnection &command,
                              const CancelToken &cancel);
Result<ConnectionTest> handle(OpenWorkspace &open,
                              const TestConnection &command,
                              const CancelToken &cancel);
Result<ScopeLooks> handle(OpenWorkspace &open,
                          const LookAtScopes &command,
                          const CancelToken &cancel);
Result<ConnectionView> handle(OpenWorkspace &open,
                              const PauseConnection &command,
                              const CancelToken &cancel);
Result<ConnectionView> handle(OpenWorkspace &open,
                              const ResumeConnection &command,
                              const CancelToken &cancel);
Result<bool> handle(OpenWorkspace &open, const RemoveConnection &command, const CancelToken &cancel);
Result<ConnectionView> handle(OpenWorkspace &open,
                              const ReplaceKey &command,
                              const CancelToken &cancel);
Result<SharedSecret> handle(OpenWorkspace &open,
                            const RevealKey &command,
                            const CancelToken &cancel);
Result<LentKey> handle(OpenWorkspace &open, const LendKey &command, const CancelToken &cancel);
Result<QList<EnvOffer>> handle(OpenWorkspace &open,
                               const LookAtEnvFile &command,
                               const CancelToken &cancel);
Result<ImportEnvFile::Report> handle(OpenWorkspace &open,
                                     const ImportEnvFile &command,
                                     const CancelToken &cancel);
Result<bool> handle(OpenWorkspace &open, const RestoreEnvFile &command, const CancelToken &cancel);
Result<KeyShutOff> handle(OpenWorkspace &open,
                          const StartShutOff &command,
                          const CancelToken &cancel);
Result<KeyShutOff> handle(OpenWorkspace &open,
                          const ShutOffDoneByHand &command,
                          const CancelToken &cancel);
Result<KeyShutOff> handle(OpenWorkspace &open,
                          const ShutOffSeenGone &command,
                          const CancelToken &cancel);
Result<KeyShutOff> handle(OpenWorkspace &open,
                          const CheckShutOffNow &command,
                          const CancelToken &cancel);
Result<int> handle(OpenWorkspace &open, const ContinueShutOffs &command, const CancelToken &cancel);
Result<Rotation> handle(OpenWorkspace &open,
                        const StartRotation &command,
                        const CancelToken &cancel);
Result<Rotation> handle(OpenWorkspace &open, const GiveNewKey &command, const CancelToken &cancel);
Result<Rotation> handle(OpenWorkspace &open,
                        const ContinueRotation &command,
                        const CancelToken &cancel);
Result<Rotation> handle(OpenWorkspace &open, const TickPlace &command, const CancelToken &cancel);
Result<Rotation> handle(OpenWorkspace &open, const EndOldKeyNow &command, const CancelToken &cancel);
Result<Rotation> handle(OpenWorkspace &open,
                        const AbortRotation &command,
                        const CancelToken &cancel);
Result<int> handle(OpenWorkspace &open, const ContinueRotations &command, const CancelToken &cancel);
Result<RotatedDue> handle(OpenWorkspace &open, const RotateDue &command, const CancelToken &cancel);
Result<bool> handle(OpenWorkspace &open, const SetRotationRules &command, const CancelToken &cancel);
Result<Person> handle(OpenWorkspace &open, const AddPerson &command, const CancelToken &cancel);
Result<Person> handle(OpenWorkspace &open, const EditPerson &command, const CancelToken &cancel);
Result<bool> handle(OpenWorkspace &open, const RemovePerson &command, const CancelToken &cancel);
Result<Sighting> handle(OpenWorkspace &open, const NoteSighting &command, const CancelToken &cancel);
Result<Sighting> handle(OpenWorkspace &open,
                        const ForgetSighting &command,
                        const CancelToken &cancel);
Result<Place> handle(OpenWorkspace &open, const AddPlace &command, const CancelToken &cancel);
Result<Place> handle(OpenWorkspace &open, const EditPlace &command, const CancelToken &cancel);
Result<bool> handle(OpenWorkspace &open, const RemovePlace &command, const CancelToken &cancel);
Result<Placement> handle(OpenWorkspace &open,
                         const NotePlacement &command,
                         const CancelToken &cancel);
Result<Placement> handle(OpenWorkspace &open,
                         const ForgetPlacement &command,
                         const CancelToken &cancel);
Result<Departure> handle(OpenWorkspace &open,
                         const StartDeparture &command,
                         const CancelToken &cancel);
Result<Departure> handle(OpenWorkspace &open, const SettleItem &command, const CancelToken &cancel);
Result<Departure> handle(OpenWorkspace &open,
                         const EndDeparture &command,
                         const CancelToken &cancel);
Result<bool> handle(OpenWorkspace &open, const CancelDeparture &command, const CancelToken &cancel);
Result<bool> handle(OpenWorkspace &open, const SaveDraft &command, const CancelToken &cancel);
Result<Flow> handle(OpenWorkspace &open, const AddFlow &command, const CancelToken &cancel);
Result<Flow> handle(OpenWorkspace &open, const EditFlow &command, const CancelToken &cancel);
Result<Flow> handle(OpenWorkspace &open, const RetireFlow &command, const CancelToken &cancel);
Result<Flow> handle(OpenWorkspace &open, const RestoreFlow &command, const CancelToken &cancel);
Result<Boundary> handle(OpenWorkspace &open, const AddBoundary &command, const CancelToken &cancel);
Result<Boundary> handle(OpenWorkspace &open,
                        const RenameBoundary &command,
                        const CancelToken &cancel);
Result<bool> handle(OpenWorkspace &open, const RemoveBoundary &command, const CancelToken &cancel);
Result<QList<WorkspaceProblem>> handle(OpenWorkspace &open,
                                       const CheckWorkspace &command,
                                       const CancelToken &cancel);
Result<bool> handle(OpenWorkspace &open, const BackUp &command, const CancelToken &cancel);
Result<bool> handle(OpenWorkspace &open,
                    const MakeRecoverySheet &command,
                    const CancelToken &cancel);
Result<bool> handle(OpenWorkspace &open, const ChangePassphrase &command, const CancelToken &cancel);
Result<bool> handle(OpenWorkspace &open, const ChangeSettings &command, const CancelToken &cancel);
Result<GivenFile> handle(OpenWorkspace &open, const TellFile &command, const CancelToken &cancel);
Result<AppFileLook> handle(OpenWorkspace &open,
                           const LookAtAppFile &command,
                           const CancelToken &cancel);
Result<OpenApiProfile> handle(OpenWorkspace &open,
                              const KeepApp &command,
                              const CancelToken &cancel);
Result<bool> handle(OpenWorkspace &open, const RemoveKeptApp &command, const CancelToken &cancel);

} // namespace drawbridge

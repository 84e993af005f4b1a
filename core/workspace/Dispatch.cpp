// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/workspace/Dispatch.h"

#include "core/keeping/Backup.h"
#include "core/keeping/Recovery.h"
#include "core/keeping/Upkeep.h"
#include "core/rotation/RulesStore.h"
#include "core/workspace/OpenWorkspace.h"
#include "core/workspace/SettingsStore.h"

namespace drawbridge {

Result<ConnectionTest> handle(OpenWorkspace &open, const TryKey &command, const CancelToken &cancel)
{
    return open.connections.tryKey(command, cancel);
}

Result<SignedIn> handle(OpenWorkspace &open, const SignIn &command, const CancelToken &cancel)
{
    return open.connections.signIn(command, cancel);
}

Result<SignedIn> handle(OpenWorkspace &open, const SignInAgain &command, const CancelToken &cancel)
{
    return open.connections.signInAgain(command, cancel);
}

Result<bool> handle(OpenWorkspace &open, const DiscardSignIn &command, const CancelToken &cancel)
{
    return open.connections.discardSignIn(command, cancel);
}

Result<int> handle(OpenWorkspace &open, const RefreshSignIns &command, const CancelToken &cancel)
{
    return open.connections.refreshSignIns(command, cancel);
}

Result<ConnectionView> handle(OpenWorkspace &open,
                              const AddConnection &command,
                              const CancelToken &cancel)
{
    return open.connections.add(command, cancel);
}

Result<ConnectionView> handle(OpenWorkspace &open,
                              const ListConnection &command,
                              const CancelToken &)
{
    return open.connections.list(command);
}

Result<QList<ConnectionId>> handle(OpenWorkspace &open, const ListApps &command, const CancelToken &)
{
    return open.connections.listApps(command);
}

Result<ConnectionView> handle(OpenWorkspace &open,
                              const EditConnection &command,
                              const CancelToken &)
{
    return open.connections.edit(command);
}

Result<ConnectionTest> handle(OpenWorkspace &open,
                              const TestConnection &command,
                              const CancelToken &cancel)
{
    return open.connections.test(command, cancel);
}

Result<ScopeLooks> handle(OpenWorkspace &open,
                          const LookAtScopes &command,
                          const CancelToken &cancel)
{
    return open.connections.lookAtScopes(command, cancel);
}

Result<ConnectionView> handle(OpenWorkspace &open,
                              const PauseConnection &command,
                              const CancelToken &)
{
    return open.connections.pause(command);
}

Result<ConnectionView> handle(OpenWorkspace &open,
                              const ResumeConnection &command,
                              const CancelToken &)
{
    return open.connections.resume(command);
}

Result<bool> handle(OpenWorkspace &open, const RemoveConnection &command, const CancelToken &)
{
    return open.connections.remove(command);
}

Result<ConnectionView> handle(OpenWorkspace &open,
                              const ReplaceKey &command,
                              const CancelToken &cancel)
{
    return open.connections.replaceKey(command, cancel);
}

Result<SharedSecret> handle(OpenWorkspace &open, const RevealKey &command, const CancelToken &)
{
    return open.connections.reveal(command);
}

Result<LentKey> handle(OpenWorkspace &open, const LendKey &command, const CancelToken &cancel)
{
    return open.connections.lend(command, cancel);
}

Result<QList<EnvOffer>> handle(OpenWorkspace &open,
                               const LookAtEnvFile &command,
                               const CancelToken &)
{
    return open.envImports.look(command);
}

Result<ImportEnvFile::Report> handle(OpenWorkspace &open,
                                     const ImportEnvFile &command,
                                     const CancelToken &cancel)
{
    return open.envImports.import(command, cancel);
}

Result<bool> handle(OpenWorkspace &open, const RestoreEnvFile &command, const CancelToken &)
{
    return open.envImports.restore(command);
}

Result<KeyShutOff> handle(OpenWorkspace &open,
                          const StartShutOff &command,
                          const CancelToken &cancel)
{
    return open.shutOffs.start(command, cancel);
}

Result<KeyShutOff> handle(OpenWorkspace &open,
                          const ShutOffDoneByHand &command,
                          const CancelToken &cancel)
{
    return open.shutOffs.doneByHand(command, cancel);
}

Result<KeyShutOff> handle(OpenWorkspace &open,
                          const ShutOffSeenGone &command,
                          const CancelToken &cancel)
{
    return open.shutOffs.seenGone(command, cancel);
}

Result<KeyShutOff> handle(OpenWorkspace &open,
                          const CheckShutOffNow &command,
                          const CancelToken &cancel)
{
    return open.shutOffs.checkNow(command, cancel);
}

Result<int> handle(OpenWorkspace &open, const ContinueShutOffs &, const CancelToken &cancel)
{
    return open.shutOffs.continueDue(cancel);
}

Result<Rotation> handle(OpenWorkspace &open, const StartRotation &command, const CancelToken &cancel)
{
    return open.rotations.start(command, cancel);
}

Result<Rotation> handle(OpenWorkspace &open, const GiveNewKey &command, const CancelToken &cancel)
{
    return open.rotations.give(command, cancel);
}

Result<Rotation> handle(OpenWorkspace &open,
                        const ContinueRotation &command,
                        const CancelToken &cancel)
{
    return open.rotations.goOn(command, cancel);
}

Result<Rotation> handle(OpenWorkspace &open, const TickPlace &command, const CancelToken &cancel)
{
    return open.rotations.tick(command, cancel);
}

Result<Rotation> handle(OpenWorkspace &open, const EndOldKeyNow &command, const CancelToken &cancel)
{
    return open.rotations.endOldNow(command, cancel);
}

Result<Rotation> handle(OpenWorkspace &open, const AbortRotation &command, const CancelToken &cancel)
{
    return open.rotations.abort(command, cancel);
}

Result<int> handle(OpenWorkspace &open, const ContinueRotations &, const CancelToken &cancel)
{
    return open.rotations.continueDue(cancel);
}

Result<RotatedDue> handle(OpenWorkspace &open, const RotateDue &command, const CancelToken &cancel)
{
    return open.rotations.rotateDue(command, cancel);
}

Result<bool> handle(OpenWorkspace &open, const SetRotationRules &command, const CancelToken &)
{
    return setRotationRules(*open.database, command);
}

Result<Person> handle(OpenWorkspace &open, const AddPerson &command, const CancelToken &)
{
    return open.people.add(command);
}

Result<Person> handle(OpenWorkspace &open, const EditPerson &command, const CancelToken &)
{
    return open.people.edit(command);
}

Result<bool> handle(OpenWorkspace &open, const RemovePerson &command, const CancelToken &)
{
    return open.people.remove(command);
}

Result<Sighting> handle(OpenWorkspace &open, const NoteSighting &command, const CancelToken &)
{
    return open.people.note(command);
}

Result<Sighting> handle(OpenWorkspace &open, const ForgetSighting &command, const CancelToken &)
{
    return open.people.forget(command);
}

Result<Place> handle(OpenWorkspace &open, const AddPlace &command, const CancelToken &)
{
    return open.places.add(command);
}

Result<Place> handle(OpenWorkspace &open, const EditPlace &command, const CancelToken &)
{
    return open.places.edit(command);
}

Result<bool> handle(OpenWorkspace &open, const RemovePlace &command, const CancelToken &)
{
    return open.places.remove(command);
}

Result<Placement> handle(OpenWorkspace &open, const NotePlacement &command, const CancelToken &)
{
    return open.places.note(command);
}

Result<Placement> handle(OpenWorkspace &open, const ForgetPlacement &command, const CancelToken &)
{
    return open.places.forget(command);
}

Result<Departure> handle(OpenWorkspace &open, const StartDeparture &command, const CancelToken &)
{
    return open.departures.start(command);
}

Result<Departure> handle(OpenWorkspace &open, const SettleItem &command, const CancelToken &)
{
    return open.departures.settle(command);
}

Result<Departure> handle(OpenWorkspace &open, const EndDeparture &command, const CancelToken &)
{
    return open.departures.end(command);
}

Result<bool> handle(OpenWorkspace &open, const CancelDeparture &command, const CancelToken &)
{
    return open.departures.cancel(command);
}

Result<bool> handle(OpenWorkspace &open, const SaveDraft &command, const CancelToken &)
{
    return saveDraft(*open.database, command);
}

Result<Flow> handle(OpenWorkspace &open, const AddFlow &command, const CancelToken &)
{
    return open.flows.add(command);
}

Result<Flow> handle(OpenWorkspace &open, const EditFlow &command, const CancelToken &)
{
    return open.flows.edit(command);
}

Result<Flow> handle(OpenWorkspace &open, const RetireFlow &command, const CancelToken &)
{
    return open.flows.retire(command);
}

Result<Flow> handle(OpenWorkspace &open, const RestoreFlow &command, const CancelToken &)
{
    return open.flows.restore(command);
}

Result<Boundary> handle(OpenWorkspace &open, const AddBoundary &command, const CancelToken &)
{
    return open.flows.addBoundary(command);
}

Result<Boundary> handle(OpenWorkspace &open, const RenameBoundary &command, const CancelToken &)
{
    return open.flows.renameBoundary(command);
}

Result<bool> handle(OpenWorkspace &open, const RemoveBoundary &command, const CancelToken &)
{
    return open.flows.removeBoundary(command);
}

Result<QList<WorkspaceProblem>> handle(OpenWorkspace &open,
                                       const CheckWorkspace &,
                                       const CancelToken &)
{
    return checkWorkspace(open.keeping());
}

Result<bool> handle(OpenWorkspace &open, const BackUp &command, const CancelToken &cancel)
{
    TRY_DONE(backUp(open.keeping(), command, cancel));
    return true;
}

Result<bool> handle(OpenWorkspace &open, const MakeRecoverySheet &command, const CancelToken &cancel)
{
    TRY_DONE(makeRecoverySheet(open.keeping(), command, cancel));
    return true;
}

Result<bool> handle(OpenWorkspace &open, const ChangePassphrase &command, const CancelToken &)
{
    TRY_DONE(changePassphrase(open.keeping(), command));
    return true;
}

Result<bool> handle(OpenWorkspace &open, const ChangeSettings &command, const CancelToken &)
{
    return changeSettings(*open.database, command.settings);
}

Result<GivenFile> handle(OpenWorkspace &, const TellFile &command, const CancelToken &)
{
    return tellFile(command);
}

Result<AppFileLook> handle(OpenWorkspace &open,
                           const LookAtAppFile &command,
                           const CancelToken &cancel)
{
    return lookAtAppFile(command, open.catalog.now(), *open.parts.clock, cancel);
}

Result<OpenApiProfile> handle(OpenWorkspace &open, const KeepApp &command, const CancelToken &)
{
    return keepApp(*open.database, open.keptApps.shipped(), *open.parts.clock, command);
}

Result<bool> handle(OpenWorkspace &open, const RemoveKeptApp &command, const CancelToken &)
{
    return removeKeptApp(*open.database, command);
}

} // namespace drawbridge

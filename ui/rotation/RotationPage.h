// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/workspace/Dispatch.h"
#include "ui/kit/Page.h"
#include "ui/kit/SecretClipboard.h"
#include "ui/rotation/RotationShown.h"

namespace drawbridge {
class Workspace;
}

namespace drawbridge::ui {

class RotationView;

/// "Replace this key": before it begins, while it goes on, and what was seen.
class RotationPage final : public Page
{
    Q_OBJECT

public:
    explicit RotationPage(Workspace &workspace, QObject *parent = nullptr);

    [[nodiscard]] QString id() const override;
    [[nodiscard]] QString title() const override;
    [[nodiscard]] Icon symbol() const override;
    [[nodiscard]] bool isInSidebar() const override { return false; }
    [[nodiscard]] QWidget *makeWidget(QWidget *parent) override;
    /// A connection's id; with "#back" behind it, asks at once whether to go back to the old key.
    void enter(const QString &subject) override;
    bool escape() override;
    [[nodiscard]] std::vector<Command> commands() const override;

private:
    void show();
    /// The one that is under way, that was followed, or whose end still needs the owner.
    [[nodiscard]] const Rotation *current(const Snapshot &snapshot,
                                          const Credential &credential) const;
    void begin(const StartRotation &command);
    void give(const GiveNewKey &command);
    void askToGoBack();
    void askToEndOld();
    void copyNewKey();
    void endByHand(const ShutOffId &id);
    template<typename Command>
    void run(const Command &command, const QString &sentence);
    template<typename Command>
    void runShutOff(const Command &command, const QString &sentence);
    void answered(const Result<Rotation> &result);
    [[nodiscard]] NameVeil veil() const;
    [[nodiscard]] QString appName() const;
    void tell(const QString &sentence, Tone tone);

    Workspace &m_workspace;
    ConnectionId m_id;
    RotationId m_followed;
    CancelToken m_cancel;
    bool m_working = false;
    RotationView *m_view = nullptr;
    SecretClipboard m_clipboard;
};

} // namespace drawbridge::ui

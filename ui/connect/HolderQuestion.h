// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/workspace/Apps.h"

#include <QWidget>

class QLineEdit;

namespace drawbridge::ui {

class FormRow;
class RadioButton;

/// "Is it connected through Zapier or similar?": which app or person holds the key already, or nobody.
class HolderQuestion final : public QWidget
{
    Q_OBJECT

public:
    explicit HolderQuestion(const Catalog &catalog, QWidget *parent = nullptr);

    /// A hub is not asked whether it stands behind itself.
    void setApp(const AppId &app);
    /// A hub's id, a name, or nothing.
    void setHolder(const QString &holder);
    [[nodiscard]] QString holder() const;
    /// Somebody holds it, whether he is named yet or not.
    [[nodiscard]] bool isHeldElsewhere() const;
    /// Where the keyboard goes when the answer is to be changed.
    [[nodiscard]] QWidget *answer() const;
    /// Asks for the name that is missing; false if one is.
    [[nodiscard]] bool checkName();

Q_SIGNALS:
    void edited();

private:
    RadioButton *m_no;
    QList<std::pair<AppId, RadioButton *>> m_hubs;
    RadioButton *m_somebody;
    QLineEdit *m_name;
    FormRow *m_nameRow;
};

} // namespace drawbridge::ui

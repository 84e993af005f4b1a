// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/SecretBytes.h"
#include "core/model/AppAuth.h"
#include "core/model/Connection.h"

#include <QMap>
#include <QWidget>

class QLineEdit;
class QRadioButton;
class QVBoxLayout;

namespace drawbridge::ui {

class FormRow;
class SecretField;

/// Whose key tells an app to make or end keys, where not every key may: the key itself, that of another connection to
/// the same app, or one that is pasted for this once and kept nowhere.
class KeyChoice final : public QWidget
{
    Q_OBJECT

public:
    struct Asked
    {
        QString needs;       ///< what the app wants for it, a sentence
        bool itself = false; ///< the key it is about may be tried as well
        /// Connections whose key may do, each by the name that is shown of it.
        QList<std::pair<ConnectionId, QString>> kept = {};
        ConnectionId proposed = {}; ///< the one of them whose key was seen to be fit, if any
        QList<AuthField> fields;    ///< what a pasted key consists of (core/model/OtherKey.h)
    };
    explicit KeyChoice(const Asked &asked, QWidget *parent = nullptr);

    /// The chosen connection; none while a key is to be pasted, or it is the key itself.
    [[nodiscard]] ConnectionId connection() const;
    /// The secrets that were pasted, by the fields' names; empty where another choice is made. The fields are empty
    /// afterwards.
    [[nodiscard]] QMap<QString, SharedSecret> takeSecrets();
    /// What goes with the pasted key besides.
    [[nodiscard]] QMap<QString, QString> publicFields() const;
    /// It begins later: what is pasted is kept in memory until then, and only there.
    void setLater(bool later);
    /// Says what is missing at its field. True: nothing is.
    [[nodiscard]] bool check();

Q_SIGNALS:
    void submitted();
    /// Another one is chosen.
    void changed();

private:
    QRadioButton *addChoice(const QString &text, QVBoxLayout *column);
    void addField(const AuthField &field, QVBoxLayout *column);
    void showPasteArea();
    [[nodiscard]] bool isPasted() const;

    struct Field
    {
        AuthField about;
        FormRow *row = nullptr;
        SecretField *secret = nullptr; ///< one of the two
        QLineEdit *text = nullptr;
    };
    /// What is to be said of it; empty: nothing.
    [[nodiscard]] static QString problemOf(const Field &field);

    QList<std::pair<ConnectionId, QRadioButton *>> m_connections;
    QRadioButton *m_paste = nullptr; ///< null: there is no other choice
    QWidget *m_pasteArea = nullptr;
    QList<Field> m_fields;
};

} // namespace drawbridge::ui

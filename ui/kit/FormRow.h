// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QLabel;

namespace drawbridge::ui {

class PlainLabel;

/// A field with its label above, help and error below. It names the field for assistive tools.
class FormRow final : public QWidget
{
    Q_OBJECT

public:
    /// Owns `field`.
    FormRow(const QString &label, QWidget *field, QWidget *parent = nullptr);

    void setHelp(const QString &help);
    /// An empty text takes the error away. The field's frame turns red while there is one.
    void setError(const QString &error);
    [[nodiscard]] bool hasError() const;
    [[nodiscard]] QWidget *field() const { return m_field; }

private:
    QWidget *m_field;
    PlainLabel *m_help;
    PlainLabel *m_error;
};

} // namespace drawbridge::ui

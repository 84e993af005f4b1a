// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Error.h"
#include "ui/kit/Icons.h"

#include <QWidget>

class QVBoxLayout;

namespace drawbridge::ui {

class Button;
class Disclosure;
class PlainLabel;

/// A list with nothing in it: an icon, a sentence that says why, and the button that changes it.
class EmptyState final : public QWidget
{
    Q_OBJECT

public:
    EmptyState(Icon icon, const QString &title, const QString &sentence, QWidget *parent = nullptr);

    /// Adds the one thing to do here.
    Button *setAction(const QString &text, Icon icon = Icon::None);

Q_SIGNALS:
    void activated();

private:
    QVBoxLayout *m_column;
    Button *m_action = nullptr;
};

/// Something could not be shown: the error's sentence, "Try again", and what an engineer wants behind Details.
class ErrorState final : public QWidget
{
    Q_OBJECT

public:
    explicit ErrorState(QWidget *parent = nullptr);
    explicit ErrorState(const Error &error, QWidget *parent = nullptr);

    void setError(const Error &error);

Q_SIGNALS:
    void retried();

private:
    PlainLabel *m_sentence;
    Disclosure *m_details;
    PlainLabel *m_detailText;
};

/// A list that is being read: grey bars in the place of rows, drawn after 300 ms only.
class LoadingState final : public QWidget
{
    Q_OBJECT

public:
    explicit LoadingState(int rows = 4, QWidget *parent = nullptr);
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] bool isShown() const { return m_shown; }

protected:
    void paintEvent(QPaintEvent *event) override;
    void showEvent(QShowEvent *event) override;

private:
    int m_rows;
    bool m_shown = false;
};

} // namespace drawbridge::ui

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/SecretBytes.h"

#include <QWidget>

namespace drawbridge::ui {

/// Where the owner types or pastes a key or passphrase. It draws dots only and keeps the characters in SecretBytes:
/// no undo history, no copy or drag out, no learning input method, wiped when taken, cleared, hidden or destroyed.
class SecretField final : public QWidget
{
    Q_OBJECT

public:
    /// `name` is the accessible name; the hint inside is set apart.
    explicit SecretField(const QString &name, QWidget *parent = nullptr);
    ~SecretField() override;

    void setPlaceholder(const QString &text);
    /// Red frame; the words stand in the FormRow.
    void setInvalid(bool invalid);

    [[nodiscard]] bool isEmpty() const { return m_length == 0; }
    /// In characters, as the owner counts.
    [[nodiscard]] int length() const { return m_length; }
    /// UTF-8 of what was typed; white space and line breaks around a pasted key are not part of it. The field stays.
    [[nodiscard]] SecretBytes copySecret() const;
    /// The same, and the field is empty afterwards.
    [[nodiscard]] SecretBytes takeSecret();
    void clear();
    /// What is there was refused: what is pasted next takes its place.
    void expectAnother() { m_expectsAnother = true; }
    /// As if it was pasted, for a key that came in elsewhere.
    void setSecret(const SecretBytes &secret);

    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QVariant inputMethodQuery(Qt::InputMethodQuery query) const override;

    static constexpr int maxBytes = 16 * 1024;

Q_SIGNALS:
    void edited();
    /// A whole key came from the clipboard, so it can be recognised at once.
    void pasted();
    void returnPressed();

protected:
    bool event(QEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void inputMethodEvent(QInputMethodEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;
    void paintEvent(QPaintEvent *event) override;
    void hideEvent(QHideEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;

private:
    void insert(QString &text);
    void paste();
    void removeBefore();
    void removeAfter();
    void changed();
    [[nodiscard]] qsizetype byteAt(int character) const;

    SecretBytes m_buffer;
    qsizetype m_bytes = 0;
    int m_length = 0;
    int m_caret = 0;
    bool m_allSelected = false;
    bool m_expectsAnother = false;
    bool m_invalid = false;
    QString m_placeholder;
};

} // namespace drawbridge::ui

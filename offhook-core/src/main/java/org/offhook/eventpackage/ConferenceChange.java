package org.offhook.eventpackage;

import java.util.Locale;

/** What an element of a conference's document tells: RFC 4575 §4.4. See {@link ConferenceInfo}. */
public enum ConferenceChange {
  /** All there is. */
  FULL,
  /** What changed. */
  PARTIAL,
  /** That it is gone. */
  DELETED;

  static ConferenceChange of(XmlElement element) {
    return element
        .attribute("state")
        .flatMap(text -> XmlPart.word(ConferenceChange.class, text))
        .orElse(FULL);
  }

  /** The word on the wire. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}

package org.offhook.eventpackage;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A dialog's identifiers as the watched side knows them: RFC 4235 §4.1.2, RFC 3261 §12. See {@link
 * DialogInfo} for an example.
 *
 * @param callId the Call-ID
 * @param localTag the watched side's tag; null while there is none
 * @param remoteTag the other side's tag; null while there is none
 */
public record DialogNames(String callId, @Nullable String localTag, @Nullable String remoteTag) {

  static Optional<DialogNames> of(XmlElement element) {
    return element
        .attribute("call-id")
        .map(
            callId ->
                new DialogNames(
                    callId,
                    element.attribute("local-tag").orElse(null),
                    element.attribute("remote-tag").orElse(null)));
  }

  void write(XmlElement.Builder element) {
    element
        .attribute("call-id", callId)
        .attribute("local-tag", localTag)
        .attribute("remote-tag", remoteTag);
  }
}

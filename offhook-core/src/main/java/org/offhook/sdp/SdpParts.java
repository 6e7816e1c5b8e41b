package org.offhook.sdp;

import java.util.List;

/**
 * What is read from the text of a description: its two levels (RFC 8866 section 5).
 *
 * @param checked whether its text can be read again: it came from there, or was checked like it
 */
record SdpParts(SessionLevel session, List<MediaDescription> media, boolean checked) {

  SdpParts {
    media = List.copyOf(media);
  }
}

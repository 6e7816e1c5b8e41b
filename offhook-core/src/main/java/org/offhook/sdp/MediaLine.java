package org.offhook.sdp;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The m= line itself: media, port with count, protocol, formats (RFC 8866 section 5.14). */
record MediaLine(String type, int port, int portCount, String protocol, List<String> formats) {

  MediaLine {
    SdpText.requireField(type, "media type");
    SdpText.requireField(protocol, "protocol");
    formats = List.copyOf(formats);
    formats.forEach(f -> SdpText.requireField(f, "format"));
    if (port < 0 || port > 65535 || portCount < 1) {
      throw new IllegalArgumentException("not a port: " + port);
    }
  }

  static @Nullable MediaLine read(String value, Faults faults) {
    List<String> fields = SdpText.fields(value);
    if (fields.size() < 2) {
      faults.refuse("m= has no port");
      return null;
    }
    if (fields.size() < 3) {
      faults.refuse("m= has no protocol");
      return null;
    }
    if (SdpText.hasControl(value, false)) {
      faults.refuse("control character in m=");
      return null;
    }
    String portText = fields.get(1);
    int slash = portText.indexOf('/');
    long port = SdpText.number(slash < 0 ? portText : portText.substring(0, slash), 65535);
    long count = slash < 0 ? 1 : SdpText.number(portText.substring(slash + 1), 65535);
    if (port < 0 || count < 1) {
      faults.refuse("the port in m= must be a number from 0 to 65535");
      return null;
    }
    if (fields.size() == 3) {
      // Tolerance: a medium without formats can still be refused by an answer.
      faults.tolerate("m= has no format");
    } else if (!SdpText.singleSpaced(value)) {
      faults.tolerate("m= has surplus spaces");
    }
    return new MediaLine(
        fields.get(0), (int) port, (int) count, fields.get(2), fields.subList(3, fields.size()));
  }

  MediaLine withPort(int other) {
    return new MediaLine(type, other, 1, protocol, formats);
  }

  @Override
  public String toString() {
    var text = new StringBuilder(type).append(' ').append(port);
    if (portCount > 1) {
      text.append('/').append(portCount);
    }
    text.append(' ').append(protocol);
    formats.forEach(f -> text.append(' ').append(f));
    return text.toString();
  }
}

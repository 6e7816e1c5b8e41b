package org.offhook.exosip;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.offhook.message.HeaderField;
import org.offhook.message.HeaderName;
import org.offhook.message.MessageParser;
import org.offhook.message.Method;
import org.offhook.message.ParseResult;
import org.offhook.message.SipMessage;
import org.offhook.message.SipRequest;
import org.offhook.message.SipResponse;

/** Between edited rows and the core's messages: RFC 3261 section 7, row by row. */
final class MessageText {
  /** What a message needs in order to be read, while it is still without. */
  private static final List<HeaderField> STANDING_IN =
      List.of(
          new HeaderField("Via", "SIP/2.0/UDP localhost"),
          new HeaderField("From", "<sip:localhost>"),
          new HeaderField("To", "<sip:localhost>"),
          new HeaderField("Call-ID", "none"));

  private MessageText() {}

  /**
   * Reads bytes.
   *
   * @throws OsipErrors.OsipSyntaxError if they are no message
   */
  static SipMessage read(byte[] bytes) {
    return switch (MessageParser.parse(bytes)) {
      case ParseResult.Parsed parsed -> parsed.message();
      case ParseResult.Invalid invalid ->
          throw OsipError.SYNTAXERROR.exception(
              "this is no SIP message: " + invalid.reason() + ", at byte " + invalid.offset());
    };
  }

  /** A message from its bytes, which may lack rows that the endpoint is going to write. */
  static SipMessage message(Method method, byte[] bytes, HeaderRows rows) {
    List<HeaderField> lacking = new ArrayList<>();
    for (HeaderField row : STANDING_IN) {
      if (rows.text(row.name()) == null) {
        lacking.add(row);
      }
    }
    if (rows.text("CSeq") == null) {
      lacking.add(new HeaderField("CSeq", "1 " + method));
    }
    if (lacking.isEmpty()) {
      return read(bytes);
    }
    return without(lacking, read(insert(bytes, lacking)));
  }

  private static SipMessage without(List<HeaderField> lacking, SipMessage message) {
    if (message instanceof SipRequest request) {
      SipRequest.Builder builder = request.toBuilder();
      lacking.forEach(row -> builder.remove(HeaderName.of(row.name())));
      return builder.build();
    }
    SipResponse.Builder builder = ((SipResponse) message).toBuilder();
    lacking.forEach(row -> builder.remove(HeaderName.of(row.name())));
    return builder.build();
  }

  /** The same message with rows behind its start line. */
  private static byte[] insert(byte[] bytes, List<HeaderField> more) {
    int end = 0;
    while (bytes[end] != '\n') {
      end++;
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream(bytes.length + 200);
    out.write(bytes, 0, end + 1);
    more.forEach(row -> line(out, row.toString()));
    out.write(bytes, end + 1, bytes.length - end - 1);
    return out.toByteArray();
  }

  /** Writes a message with the Content-Length that its body has. */
  static byte[] write(String startLine, HeaderRows rows, byte[] body) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(512 + body.length);
    line(out, startLine);
    boolean length = false;
    String key = HeaderRows.key("Content-Length");
    for (HeaderField row : rows.all()) {
      if (!HeaderRows.isNamed(row, key)) {
        line(out, row.toString());
      } else if (!length) {
        length = true;
        line(out, row.name() + ": " + body.length);
      }
    }
    if (!length) {
      line(out, "Content-Length: " + body.length);
    }
    line(out, "");
    out.writeBytes(body);
    return out.toByteArray();
  }

  private static void line(ByteArrayOutputStream out, String line) {
    out.writeBytes(line.getBytes(StandardCharsets.UTF_8));
    out.writeBytes(new byte[] {'\r', '\n'});
  }
}

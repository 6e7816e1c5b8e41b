package org.offhook.lab.fuzz;

import java.util.List;
import java.util.Random;
import org.offhook.message.HeaderName;
import org.offhook.message.SipRequest;
import org.offhook.message.SipResponse;

/** What {@link Mallory} would send if it were honest. */
final class MalloryTexts {

  /**
   * A dialog as Mallory sees it.
   *
   * @param callId its Call-ID
   * @param local From of its requests, with the tag
   * @param remote To of its requests, with the tag
   * @param target where its requests go
   */
  record Dialog(String callId, String local, String remote, String target) {

    boolean isSame(Dialog other) {
      return callId.equals(other.callId) && remote.equals(other.remote);
    }
  }

  private static final List<String> SDP =
      Corpus.blocks("sdp.txt").stream().map(Bytes::text).toList();

  private static final List<String> EVENTS =
      Corpus.blocks("bodies.txt").stream().map(Bytes::text).toList();

  private final Random random;
  private final String address;
  private int number;

  MalloryTexts(Random random, String address) {
    this.random = random;
    this.address = address;
  }

  private String pick(String... texts) {
    return texts[random.nextInt(texts.length)];
  }

  private static String text(List<String> lines, String body) {
    var head = String.join("\r\n", lines);
    return head + "\r\nContent-Length: " + Bytes.of(body).length + "\r\n\r\n" + body;
  }

  private String sdp() {
    int which = random.nextInt(SDP.size() + 2);
    return which < SDP.size()
        ? SDP.get(which)
        : "v=0\r\no=- 1 %d IN IP4 %s\r\ns=-\r\nc=IN IP4 %s\r\nt=0 0\r\nm=audio %d RTP/AVP 0\r\n"
            .formatted(number, address, address, 4_000 + random.nextInt(9));
  }

  private String via() {
    number++;
    return "Via: SIP/2.0/UDP %s:5060;branch=z9hG4bKm%d;rport".formatted(address, number);
  }

  String invite() {
    var via = via();
    return text(
        List.of(
            "INVITE sip:alice@10.0.0.1 SIP/2.0",
            via,
            "Max-Forwards: 70",
            "From: <sip:mallory@%s>;tag=m%d".formatted(address, number),
            "To: <sip:alice@10.0.0.1>",
            "Call-ID: live-" + number,
            "CSeq: 1 INVITE",
            "Contact: <sip:mallory@%s>".formatted(address),
            "Supported: " + pick("100rel, timer, replaces", "timer", "100rel"),
            "Allow: INVITE, ACK, BYE, CANCEL, UPDATE, PRACK, INFO, REFER, NOTIFY, MESSAGE",
            pick(
                "Session-Expires: 90;refresher=uas",
                "Subject: x",
                "Min-SE: 90",
                "Priority: urgent"),
            "Content-Type: application/sdp"),
        sdp());
  }

  /** The end of a call that the endpoint makes with this INVITE. */
  Dialog called(SipRequest invite) {
    return new Dialog(
        invite.callId(),
        invite.to().withTag("t" + invite.callId().length()).toString(),
        invite.from().toString(),
        invite.headers().get(HeaderName.CONTACT).orElseThrow().uri().toString());
  }

  /** The end of a call that the endpoint answered. */
  Dialog calling(SipResponse response) {
    return new Dialog(
        response.callId(),
        response.from().toString(),
        response.to().toString(),
        response.headers().get(HeaderName.CONTACT).orElseThrow().uri().toString());
  }

  private List<String> rows(Dialog dialog, String method, long seq, String... more) {
    var rows =
        new java.util.ArrayList<>(
            List.of(
                method + " " + dialog.target() + " SIP/2.0",
                via(),
                "Max-Forwards: 70",
                "From: " + dialog.local(),
                "To: " + dialog.remote(),
                "Call-ID: " + dialog.callId(),
                "CSeq: " + seq + " " + method,
                "Contact: <sip:mallory@%s>".formatted(address)));
    rows.addAll(List.of(more));
    return rows;
  }

  String ack(Dialog dialog, long seq) {
    return text(rows(dialog, "ACK", seq), "");
  }

  /** A request in a call. */
  String inside(Dialog dialog) {
    long seq = 1L + number;
    return switch (random.nextInt(16)) {
      case 0, 1, 2 ->
          text(
              rows(dialog, "INVITE", seq, "Content-Type: application/sdp", "Supported: timer"),
              sdp());
      case 3, 4 -> text(rows(dialog, "UPDATE", seq, "Content-Type: application/sdp"), sdp());
      case 5 ->
          text(rows(dialog, "INFO", seq, "Content-Type: application/dtmf-relay"), "Signal=1\r\n");
      case 6 -> text(rows(dialog, "MESSAGE", seq, "Content-Type: text/plain"), "hello");
      case 7 -> text(rows(dialog, "OPTIONS", seq, "Accept: application/sdp"), "");
      case 8 -> text(rows(dialog, "PRACK", seq, "RAck: 1 1 INVITE"), "");
      case 9 ->
          text(
              rows(
                  dialog,
                  "REFER",
                  seq,
                  "Refer-To: <sip:x@%s?Replaces=a%%3Bto-tag%%3Db%%3Bfrom-tag%%3Dc>"
                      .formatted(address)),
              "");
      case 10, 11 ->
          text(
              rows(
                  dialog,
                  "NOTIFY",
                  seq,
                  "Event: " + pick("refer", "presence", "dialog", "message-summary", "conference"),
                  "Subscription-State: "
                      + pick("active;expires=60", "terminated;reason=noresource"),
                  "Content-Type: "
                      + pick("message/sipfrag", "application/pidf+xml", "application/x")),
              EVENTS.get(random.nextInt(EVENTS.size())));
      case 12 ->
          text(
              rows(dialog, "SUBSCRIBE", seq, "Event: " + pick("dialog", "refer"), "Expires: 60"),
              "");
      case 13 -> ack(dialog, 1L + random.nextInt(3));
      case 14 -> text(rows(dialog, "CANCEL", 1), "");
      default -> random.nextInt(6) == 0 ? text(rows(dialog, "BYE", seq), "") : ack(dialog, seq);
    };
  }

  /** An answer to what the endpoint asked. */
  String answer(SipRequest request) {
    int code =
        Integer.parseInt(
            pick(
                "100", "180", "183", "200", "200", "200", "202", "302", "401", "407", "422", "423",
                "481", "486", "491", "500", "503", "606"));
    var built = SipResponse.to(request, org.offhook.message.Status.of(code));
    if (request.to().tag().isEmpty()) {
      built.set(HeaderName.TO, request.to().withTag("t" + request.callId().length()));
    }
    built.raw("Contact", "<sip:mallory@%s>;expires=60".formatted(address));
    built.raw("Expires", "60");
    if (code == 401 || code == 407) {
      var challenge = Corpus.lines("auth.txt");
      built.raw(
          code == 401 ? "WWW-Authenticate" : "Proxy-Authenticate",
          Bytes.text(challenge.get(random.nextInt(challenge.size()))).strip());
    }
    if (code == 180 || code == 183) {
      built.raw("Require", "100rel");
      built.raw("RSeq", "" + (1 + random.nextInt(3)));
    }
    if (random.nextInt(3) > 0) {
      built.body(org.offhook.message.MediaType.APPLICATION_SDP, Bytes.of(sdp()));
    }
    return Bytes.text(built.build().toBytes());
  }
}

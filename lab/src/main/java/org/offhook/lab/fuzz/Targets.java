package org.offhook.lab.fuzz;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.offhook.dns.DnsFuzz;

/** All that is fuzzed without a world around it. */
public final class Targets {

  private static final List<String> SIP =
      List.of(
          "\r\n",
          "\r\n\r\n",
          "\r\n ",
          "\n",
          ": ",
          ";",
          ",",
          "=",
          "\"",
          "\\",
          "<",
          ">",
          "sip:",
          "sips:",
          "tel:",
          "SIP/2.0",
          "SIP/2.0/UDP ",
          "INVITE ",
          "ACK ",
          "200 OK",
          ";tag=",
          ";lr",
          ";branch=z9hG4bK",
          ";q=0.5",
          ";expires=",
          "[::1]",
          "%00",
          "%41",
          "%",
          "\0",
          "é",
          "(",
          ")",
          "*",
          "?",
          "&",
          "a=b",
          "Content-Length: ",
          "l: 0\r\n",
          "Via: ",
          "Contact: ",
          "To: ");

  private static final List<String> SDP =
      List.of(
          "=",
          ":",
          "/",
          " ",
          "\r\n",
          "\n",
          "\0",
          ";",
          ",",
          "-",
          "0",
          "65536",
          "m=audio 1 RTP/AVP 0\n",
          "a=inactive\n",
          "c=IN IP4 0.0.0.0\n",
          "a=rtpmap:0 x/1\n",
          "a=rtpmap:96 \n",
          "a=fmtp: \n",
          "t=0 0\n",
          "k=\n",
          "[",
          "%",
          "é",
          "*",
          "\t",
          "m=",
          "a=",
          "a=mid:a\n",
          "a=group:BUNDLE a b\n",
          "a=setup:actpass\n",
          "RTP/SAVP",
          "a=bundle-only\n",
          "IN IP6 ::1");

  private static final List<String> XML =
      List.of(
          "<",
          ">",
          "/>",
          "</",
          "&",
          "&amp;",
          "&#x0;",
          "&#xd800;",
          "&#13;",
          "\"",
          "'",
          "<!--",
          "-->",
          "<![CDATA[",
          "]]>",
          "<?x?>",
          "<!DOCTYPE a>",
          " xmlns=\"\"",
          " xmlns:a=\"urn:a\"",
          " a:b=\"c\"",
          "state=\"partial\"",
          "version=\"4294967295\"",
          ":",
          "\0",
          "\r\n",
          "é",
          "\ufeff",
          "-1",
          "id=\"\"",
          " xml:lang=\"en\"",
          "yes",
          "/",
          "(",
          ")");

  private static final List<String> PARTS =
      List.of(
          "--b",
          "--b--",
          "\r\n",
          "\r\n\r\n",
          "--",
          "Content-Type: ",
          "Content-ID: <1@a>\r\n",
          "cid=\"");

  private static final List<String> RULE =
      List.of(
          "(",
          ")",
          "*",
          "+",
          "?",
          "{1,255}",
          "{0}",
          "{2,1}",
          "{,}",
          "[",
          "]",
          "[^",
          "[:alpha:]",
          "[a-",
          "|",
          "\\1",
          "\\9",
          "\\",
          "^",
          "$",
          ".",
          "!",
          "!i",
          "(a|)*",
          "()",
          "((",
          "]]");

  /** A rule of a few characters may be long when it is written out. */
  private static final long RULES = 64L << 20;

  private Targets() {}

  /** All of them; the torture messages are read below the folder of the project. */
  public static List<Target> all(Path root) {
    var messages = Corpus.torture(root);
    return List.of(
        new Target("message", "a datagram", messages, SIP, MessageTargets::datagram),
        new Target("stream", "a stream in pieces", streams(messages), SIP, MessageTargets::stream),
        new Target(
            "header", "rows in types", Corpus.lines("headers.txt"), names(), HeaderTargets::rows),
        new Target("uri", "URIs and addresses", Corpus.lines("uris.txt"), SIP, HeaderTargets::uri),
        new Target("sdp", "offer and answer", Corpus.blocks("sdp.txt"), SDP, BodyTargets::sdp),
        new Target(
            "digest", "challenges, credentials", Corpus.lines("auth.txt"), SIP, AuthTarget::row),
        new Target(
            "event", "bodies of packages", Corpus.blocks("bodies.txt"), XML, BodyTargets::event),
        new Target("multipart", "parts, lists", parts(), PARTS, BodyTargets::multipart),
        new Target("dns", "answers of name servers", DnsFuzz.answers(), List.of(), DnsFuzz::answer),
        new Target(
            "naptr",
            "substitutions of numbers",
            Corpus.lines("naptr.txt"),
            RULE,
            RULES,
            DnsFuzz::rule),
        new Target("stun", "STUN messages", StunTarget.seeds(), List.of(), StunTarget::datagram));
  }

  /** The target of a name. */
  public static Optional<Target> find(Path root, String name) {
    return all(root).stream().filter(target -> target.name().equals(name)).findFirst();
  }

  /** Pairs of messages in a row, with keep-alives between them. */
  private static List<byte[]> streams(List<byte[]> messages) {
    var streams = new ArrayList<>(messages);
    for (int i = 1; i < messages.size(); i += 2) {
      streams.add(
          Bytes.join(messages.get(i - 1), Bytes.of("\r\n\r\n"), messages.get(i), Bytes.of("\r\n")));
    }
    return streams;
  }

  private static List<byte[]> parts() {
    return Stream.concat(Corpus.blocks("parts.txt").stream(), Corpus.blocks("bodies.txt").stream())
        .toList();
  }

  private static List<String> names() {
    var words = new ArrayList<>(SIP);
    for (var line : Corpus.lines("headers.txt")) {
      var text = Bytes.text(line);
      words.add(text.substring(0, text.indexOf(':') + 2));
    }
    return words;
  }
}

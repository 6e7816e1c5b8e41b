package org.offhook.eventpackage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.offhook.testing.Rfc;

/**
 * Whatever the bytes, there is a value; and what was read can be printed, merged and read again.
 */
class BodyMutationTest {

  private static final int ROUNDS = 1500;

  private static final List<byte[]> SEEDS =
      List.of(
          Presence.builder("sip:a@example.com")
              .tuple(
                  PresenceTuple.open("t")
                      .contact("sip:a@192.0.2.1", 0.5)
                      .activity("busy")
                      .note("x", "en")
                      .timestamp(Instant.EPOCH)
                      .build())
              .person(PresencePerson.builder("p").mood("calm").build())
              .build()
              .toBytes(),
          MessageSummary.builder()
              .account("sip:a@example.com")
              .counts(MessageClass.VOICE, new MessageCounts(1, 2, 3, 4))
              .build()
              .toBytes(),
          DialogInfo.full(
                  "sip:a@example.com",
                  1,
                  List.of(
                      DialogState.builder("d", DialogPhase.EARLY)
                          .names(new DialogNames("c", "l", "r"))
                          .code(180)
                          .local(DialogParty.builder().identity("sip:a@b.example", "A").build())
                          .build()))
              .toBytes(),
          RegInfo.partial(
                  1,
                  List.of(
                      RegisteredAor.of(
                          "sip:a@example.com",
                          "r",
                          RegisteredState.ACTIVE,
                          List.of(
                              RegisteredContact.builder(
                                      "c", "sip:a@192.0.2.1", ContactChange.SHORTENED)
                                  .expires(5)
                                  .q(0.3)
                                  .build()))))
              .toBytes(),
          ConferenceInfoTest.example());

  private static final List<String> SPICE =
      List.of(
          "<",
          ">",
          "/>",
          "&",
          "&amp;",
          "&#x0;",
          "\"",
          "<!--",
          "<![CDATA[",
          "<?x?>",
          "<!DOCTYPE a>",
          " xmlns=\"\"",
          " xmlns:a=\"urn:a\"",
          "state=\"partial\"",
          ":",
          "\0",
          "\r\n",
          "é",
          "99999999999999999999",
          "-1",
          "");

  @ParameterizedTest
  @ValueSource(longs = {1, 2})
  @Rfc("EVT-35")
  void mutatedBodiesGiveAValueAndNeverAnException(long seed) {
    var random = new Random(seed);
    int read = 0;
    int refused = 0;
    for (int i = 0; i < ROUNDS; i++) {
      byte[] body = mutate(SEEDS.get(random.nextInt(SEEDS.size())), random);
      for (var known : BodyFormat.known()) {
        switch (known.parse(body)) {
          case BodyResult.Parsed<?> parsed -> {
            read += parsed.value() instanceof EventBody ? 1 : 0;
            use(known, parsed.value());
          }
          case BodyResult.Invalid<?> invalid -> {
            refused++;
            assertThat(invalid.reason()).isNotBlank();
          }
        }
      }
    }
    assertThat(read).as("bodies that survived").isGreaterThan(ROUNDS / 20);
    assertThat(refused).as("bodies that did not").isGreaterThan(ROUNDS / 10);
  }

  private static void use(BodyFormat<?> known, Object value) {
    if (value instanceof EventBody body) {
      assertThat(body.describe()).isNotEmpty();
      assertThat(known.parse(body.toBytes()).body()).as("read again").hasValue(cast(value));
    }
    switch (value) {
      case Presence presence -> {
        presence.toBuilder().build();
        presence.tuples().forEach(tuple -> tuple.toBuilder().build());
        Presence.composed(presence.entity(), List.of(presence, presence));
      }
      case MessageSummary summary -> summary.toBuilder().build();
      case DialogInfo info -> info.mergedInto(info);
      case RegInfo info -> info.mergedInto(info);
      case ConferenceInfo info -> info.mergedInto(info);
      default -> {
        // a fragment of a message has tests of its own
      }
    }
  }

  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
  private static <T> T cast(Object value) {
    return (T) value;
  }

  private static byte[] mutate(byte[] seed, Random random) {
    byte[] bytes = seed;
    int changes = 1 + random.nextInt(3);
    for (int i = 0; i < changes; i++) {
      int at = random.nextInt(bytes.length + 1);
      int until = Math.min(bytes.length, at + random.nextInt(20));
      byte[] instead =
          switch (random.nextInt(4)) {
            case 0 -> new byte[] {(byte) random.nextInt(256)};
            case 1 -> new byte[0];
            case 2 -> Arrays.copyOfRange(bytes, at, Math.min(bytes.length, at + 60));
            default -> {
              until = at;
              yield SPICE.get(random.nextInt(SPICE.size())).getBytes(UTF_8);
            }
          };
      var out = new ByteArrayOutputStream();
      out.write(bytes, 0, at);
      out.writeBytes(instead);
      out.write(bytes, until, bytes.length - until);
      bytes = out.toByteArray();
    }
    return bytes;
  }
}

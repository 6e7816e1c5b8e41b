package org.offhook.eventpackage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.offhook.message.HeaderField;
import org.offhook.testing.Rfc;

/** Message waiting, read and written. */
class MessageSummaryTest {

  /** Shaped like the second example of RFC 3842 §5.2. */
  private static final String WHOLE =
      """
      Messages-Waiting: yes
      Message-Account: sip:alice@vmail.example.com
      Voice-Message: 4/8 (1/2)
      Fax-Message: 0/1

      To: <alice@atlanta.example.com>
      Subject: carpool tomorrow?

      Subject: HELP! at home
      """
          .replace("\n", "\r\n");

  @Test
  @Rfc("EVT-30")
  void everythingInASummaryIsRead() {
    var summary = MessageSummary.parse(WHOLE.getBytes(UTF_8)).orElseThrow();
    assertThat(summary.isWaiting()).isTrue();
    assertThat(summary.account()).contains("sip:alice@vmail.example.com");
    assertThat(summary.counts(MessageClass.VOICE)).isEqualTo(new MessageCounts(4, 8, 1, 2));
    assertThat(summary.counts(MessageClass.of("fax-message"))).isEqualTo(MessageCounts.of(0, 1));
    assertThat(summary.counts(MessageClass.TEXT)).isEqualTo(MessageCounts.NONE);
    assertThat(summary.messages())
        .containsExactly(
            List.of(
                new HeaderField("To", "<alice@atlanta.example.com>"),
                new HeaderField("Subject", "carpool tomorrow?")),
            List.of(new HeaderField("Subject", "HELP! at home")));
    assertThat(new String(summary.toBytes(), UTF_8)).isEqualTo(WHOLE);
    assertThat(summary.toBuilder().build()).isEqualTo(summary);
  }

  @Test
  @Rfc("EVT-30")
  void aSummaryIsBuilt() {
    var summary =
        MessageSummary.builder()
            .account("sip:a@example.com")
            .counts(MessageClass.VOICE, new MessageCounts(2, 8, 0, 1))
            .counts(MessageClass.TEXT, MessageCounts.of(0, 0))
            .build();
    assertThat(new String(summary.toBytes(), UTF_8))
        .isEqualTo(
            """
            Messages-Waiting: yes
            Message-Account: sip:a@example.com
            Voice-Message: 2/8 (0/1)
            Text-Message: 0/0
            """
                .replace("\n", "\r\n"));
    assertThat(MessageSummary.voice(0, 3).isWaiting()).isFalse();
    assertThat(MessageSummary.builder().waiting(true).build().toString())
        .isEqualTo("Messages-Waiting: yes\r\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "messages-waiting: YES\nvoice-message: 1/2(3/4)\n",
        "\r\nMessages-Waiting:yes\rVoice-Message :\r 1 / 2  ( 3 /4 )",
        "Voice-Message: 1/2 (3/4)\r\nMessages-Waiting: yes\r\nX-Other: what\r\n\r\n\r\n"
      })
  void formsThatVoiceMailSystemsSendAreForgiven(String text) {
    var summary = MessageSummary.parse(text.getBytes(UTF_8)).orElseThrow();
    assertThat(summary.isWaiting()).isTrue();
    assertThat(summary.counts(MessageClass.VOICE)).isEqualTo(new MessageCounts(1, 2, 3, 4));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "\r\n",
        "Voice-Message: 1/2",
        "Messages-Waiting: perhaps",
        "nothing",
        ": yes",
        "a b: c"
      })
  @Rfc("EVT-30")
  void aBodyWithoutItsStatusIsAFault(String text) {
    assertThat(MessageSummary.parse(text.getBytes(UTF_8)).fault()).isPresent();
  }

  @Test
  void linesThatAreNoCountsAreKept() {
    var text = "Messages-Waiting: no\r\nX-Mood: 1/2/3\r\nVoice-Message: many\r\n";
    var summary = MessageSummary.parse(text.getBytes(UTF_8)).orElseThrow();
    assertThat(summary.others())
        .containsExactly(
            new HeaderField("X-Mood", "1/2/3"), new HeaderField("Voice-Message", "many"));
    assertThat(summary.toString()).isEqualTo(text);
  }

  @Test
  void nothingThatIsBuiltBreaksALine() {
    var builder = MessageSummary.builder();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder.account("a\r\nVoice-Message: 9/9"));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder.message(List.of(new HeaderField("Subject", "a\nb"))));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder.message(List.of(new HeaderField("Sub ject", "a"))));
    assertThatIllegalArgumentException().isThrownBy(() -> MessageClass.of("Voice: 1\r\n"));
    assertThatIllegalArgumentException().isThrownBy(() -> MessageCounts.of(-1, 0));
  }

  @Test
  void summariesAreDescribedForPeople() {
    assertThat(MessageSummary.parse(WHOLE.getBytes(UTF_8)).orElseThrow().describe())
        .startsWith(
            "messages wait for sip:alice@vmail.example.com",
            "  Voice-Message: 4 new, 8 old, of which urgent 1 and 2",
            "  Fax-Message: 0 new, 1 old");
  }
}

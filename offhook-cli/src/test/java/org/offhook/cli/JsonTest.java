package org.offhook.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class JsonTest {

  @Test
  void fieldsKeepTheirOrderAndTypes() {
    var json =
        Json.event("answered")
            .put("status", 200)
            .put("ms", 1.5)
            .put("held", true)
            .put("contacts", List.of("a", "b"))
            .putIfThere("server", "x")
            .putIfThere("none", null);
    assertThat(json)
        .hasToString(
            "{\"event\":\"answered\",\"status\":200,\"ms\":1.500,\"held\":true,"
                + "\"contacts\":[\"a\",\"b\"],\"server\":\"x\"}");
  }

  @Test
  void textIsEscaped() {
    assertThat(new Json().put("t", "\"\\\n\r\t\u0001\u007fé\uD83D\uDE00"))
        .hasToString("{\"t\":\"\\\"\\\\\\n\\r\\t\\u0001\\u007fé\uD83D\uDE00\"}");
  }

  @Test
  void halvesOfACharacterStayReadable() {
    assertThat(new Json().put("t", "a\uD83D").put("u", "\uDE00b"))
        .hasToString("{\"t\":\"a\\ud83d\",\"u\":\"\\ude00b\"}");
  }

  @Test
  void noFieldsAreAnEmptyObject() {
    assertThat(new Json()).hasToString("{}");
  }
}

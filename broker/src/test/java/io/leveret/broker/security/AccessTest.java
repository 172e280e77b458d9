package io.leveret.broker.security;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class AccessTest {
    private static Access access(String configure, String write, String read) {
        return Access.of(new Permission("u", "/", configure, write, read), List.of());
    }

    @Test
    void eachRightHasItsOwnExpression() {
        Access access = access("^c$", "^w$", "^r$");
        assertTrue(access.mayEnter());
        assertTrue(access.mayConfigure("c"));
        assertFalse(access.mayConfigure("w"));
        assertTrue(access.mayWrite("w"));
        assertFalse(access.mayWrite("r"));
        assertTrue(access.mayRead("r"));
        assertFalse(access.mayRead("c"));
    }

    @Test
    void anEmptyPatternIsNoRight() {
        Access access = access("", "", "");
        assertTrue(access.mayEnter(), "a permission to do nothing lets in all the same");
        assertFalse(access.mayConfigure("q"));
        assertFalse(access.mayWrite(""));
        assertFalse(access.mayRead("q"));
    }

    @Test
    void theDefaultExchangeIsCalledAmqDefault() {
        assertTrue(access("", "^amq\\.default$", "").mayWrite(""));
        assertTrue(access("", "^amq\\.default$", "").mayWrite("amq.default"));
        assertFalse(access("", "^$", "").mayWrite(""));
    }

    @Test
    void answersStayRightWhenThereAreMoreThanItRemembers() {
        Access access = access("", "^q[0-9]*[02468]$", "");
        for (int round = 0; round < 3; round++) {
            for (int i = 0; i < 2_000; i++) {
                assertEquals(i % 2 == 0, access.mayWrite("q" + i));
                assertEquals(i % 2 == 0, access.mayWrite("q" + i));
            }
        }
    }

    @Test
    void withoutTopicRuleEveryKeyIsAllowed() {
        Access access = access(".*", ".*", ".*");
        assertFalse(access.hasTopicRules());
        assertTrue(access.mayWriteTopic("amq.topic", "a.b"));
        assertTrue(access.mayReadTopic("amq.topic", ""));
    }

    @Test
    void aTopicRuleHoldsForItsExchangeAlone() {
        Access access = Access.of(
                Permission.all("u", "/"), List.of(new TopicPermission("u", "/", "prices", "^eur\\.", "^(eur|usd)\\.")));
        assertTrue(access.hasTopicRules());
        assertTrue(access.mayWriteTopic("prices", "eur.chf"));
        assertFalse(access.mayWriteTopic("prices", "usd.chf"));
        assertTrue(access.mayReadTopic("prices", "usd.chf"));
        assertFalse(access.mayReadTopic("prices", ""));
        assertTrue(access.mayWriteTopic("other", "usd.chf"));
    }

    @Test
    void usernameAndVhostAreExpandedInTopicRules() {
        Access access = Access.of(
                Permission.all("anna", "shop"),
                List.of(new TopicPermission("anna", "shop", "t", "^{username}\\.{vhost}\\.", "^{vhost}$")));
        assertTrue(access.mayWriteTopic("t", "anna.shop.x"));
        assertFalse(access.mayWriteTopic("t", "otto.shop.x"));
        assertTrue(access.mayReadTopic("t", "shop"));
    }

    @Test
    void aNameThatLooksLikeAPatternIsOnlyAName() {
        for (String user : List.of(".*", "a|", "(", "{vhost}", "x\\")) {
            Access access = Access.of(
                    Permission.all(user, "secret"),
                    List.of(new TopicPermission(user, "secret", "t", "^{username}$", "")));
            assertTrue(access.mayWriteTopic("t", user), user);
            assertFalse(access.mayWriteTopic("t", "anna"), user);
            assertFalse(access.mayWriteTopic("t", "secret"), user);
        }
    }

    @Test
    void aWrongExpressionIsRefusedWhereItIsGiven() {
        var refused =
                assertThrows(IllegalArgumentException.class, () -> new Permission("anna", "shop", ".*", "[", ".*"));
        assertTrue(
                refused.getMessage().contains("the write permission of user 'anna' in virtual host 'shop' is '['"),
                refused.getMessage());
        refused = assertThrows(
                IllegalArgumentException.class, () -> new TopicPermission("anna", "shop", "t", ".*", "^{username}("));
        assertTrue(
                refused.getMessage()
                        .contains("the read topic permission of user 'anna' on exchange 't' in virtual host 'shop'"),
                refused.getMessage());
    }
}

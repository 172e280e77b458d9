package io.leveret.broker.definitions;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.leveret.amqp.Binary;
import io.leveret.amqp.LongString;
import io.leveret.amqp.Table;
import io.leveret.amqp.Timestamp;
import io.leveret.amqp.Unsigned;
import io.leveret.broker.security.Directory;
import io.leveret.broker.security.PasswordHash;
import io.leveret.broker.security.Permission;
import io.leveret.broker.security.TopicPermission;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DefinitionsTest {
    private static final String WHOLE = """
            {
              "rabbit_version": "3.12.1", "rabbitmq_version": "3.12.1", "product_name": "RabbitMQ",
              "users": [
                {"name": "admin", "password_hash": "kI3GCqW5JLMJa4iX1lo7X4D6XbYqlLgxIs30+P6tENUV2POR",
                 "hashing_algorithm": "rabbit_password_hashing_sha256", "tags": ["administrator"], "limits": {}},
                {"name": "old", "password_hash": "AQIDBLA3o8kxQG1r90pZ6+p0ZEY=", "tags": "management, policymaker"},
                {"name": "own", "password": "open sesame", "tags": "", "limits": {"max-connections": 5}},
                {"name": "card", "password_hash": "", "hashing_algorithm": "rabbit_password_hashing_sha256", "tags": ""}
              ],
              "vhosts": [
                {"name": "/", "description": "Default virtual host", "tags": [],
                 "metadata": {"description": "Default virtual host", "tags": []}, "default_queue_type": "undefined"},
                {"name": "shop", "default_queue_type": "quorum"}
              ],
              "permissions": [{"user": "own", "vhost": "shop", "configure": "^own", "write": ".*", "read": ""}],
              "topic_permissions": [
                {"user": "own", "vhost": "shop", "exchange": "amq.topic", "write": "^{username}\\\\.", "read": ".*"}],
              "parameters": [{"value": {"src-uri": "amqp://"}, "vhost": "/", "component": "shovel", "name": "move"}],
              "global_parameters": [{"name": "cluster_name", "value": "rabbit@here"}],
              "policies": [{"vhost": "/", "name": "ha", "pattern": ".*", "apply-to": "all", "definition": {}, "priority": 0}],
              "queues": [
                {"name": "orders", "vhost": "shop", "durable": true, "auto_delete": false,
                 "arguments": {"x-max-length": 1000, "x-expires": 9007199254740993, "x-queue-type": "classic"}},
                {"name": "jobs", "vhost": "/", "durable": true, "auto_delete": false, "type": "quorum", "arguments": {}}
              ],
              "exchanges": [
                {"name": "in", "vhost": "shop", "type": "headers", "durable": false, "auto_delete": true, "internal": true,
                 "arguments": {"alternate-exchange": "amq.fanout"}}
              ],
              "bindings": [
                {"source": "in", "vhost": "shop", "destination": "orders", "destination_type": "queue", "routing_key": "",
                 "arguments": {"x-match": "any", "n": 1.5, "b": true, "v": null, "l": [1, "x", {"deep": -3000000000}]}},
                {"source": "amq.topic", "vhost": "shop", "destination": "in", "destination_type": "exchange",
                 "routing_key": "a.#", "arguments": {}, "properties_key": "a.%23"}
              ],
              "novelties": [1]
            }
            """;

    private static Definitions read(String json) {
        try {
            return DefinitionsReader.read(
                    "test.json", new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8)), "here");
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static String write(Definitions definitions) throws IOException {
        var out = new ByteArrayOutputStream();
        new DefinitionsWriter("Leveret", "0.1.0").write(definitions, out);
        return out.toString(StandardCharsets.UTF_8);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void readsVirtualHosts() {
        assertEquals(
                List.of(
                        new VirtualHostDefinition("/", "Default virtual host", List.of()),
                        VirtualHostDefinition.named("shop")),
                read(WHOLE).virtualHosts());
    }

    @Test
    void readsUsersWithEveryKindOfSecret() {
        List<UserDefinition> users = read(WHOLE).users();
        assertEquals(
                List.of("admin", "old", "own", "card"),
                users.stream().map(UserDefinition::name).toList());
        assertEquals(Set.of("administrator"), users.get(0).tags());
        assertEquals(Set.of("management", "policymaker"), users.get(1).tags());
        assertEquals(Set.of(), users.get(2).tags());
        var random = new SecureRandom();
        assertTrue(users.get(0).toUser(5, random).passwordHash().verify(bytes("test12")));
        assertTrue(users.get(1).toUser(5, random).passwordHash().verify(bytes("geheimß")));
        assertTrue(users.get(2).toUser(5, random).passwordHash().verify(bytes("open sesame")));
        assertEquals(5, users.get(2).toUser(5, random).passwordHash().cost());
        assertEquals(PasswordHash.NONE, users.get(3).toUser(5, random).passwordHash());
        assertFalse(read(WHOLE).toString().contains("sesame"), "a password must not show in a log");
    }

    @Test
    void readsPermissions() {
        Definitions definitions = read(WHOLE);
        assertEquals(List.of(new Permission("own", "shop", "^own", ".*", "")), definitions.permissions());
        assertEquals(
                List.of(new TopicPermission("own", "shop", "amq.topic", "^{username}\\.", ".*")),
                definitions.topicPermissions());
    }

    @Test
    void readsTopologyWithItsArguments() {
        Definitions definitions = read(WHOLE);
        assertEquals(
                List.of(
                        new QueueDefinition(
                                "shop",
                                "orders",
                                true,
                                false,
                                Table.of(
                                        "x-max-length",
                                        1000,
                                        "x-expires",
                                        9007199254740993L,
                                        "x-queue-type",
                                        "classic")),
                        new QueueDefinition("/", "jobs", true, false, Table.of("x-queue-type", "quorum"))),
                definitions.queues());
        assertEquals(
                List.of(new ExchangeDefinition(
                        "shop", "in", "headers", false, true, true, Table.of("alternate-exchange", "amq.fanout"))),
                definitions.exchanges());
        assertEquals(
                List.of(
                        new BindingDefinition(
                                "shop",
                                "in",
                                BindingDefinition.Target.QUEUE,
                                "orders",
                                "",
                                Table.of(
                                        "x-match",
                                        "any",
                                        "n",
                                        1.5,
                                        "b",
                                        true,
                                        "v",
                                        Table.VOID,
                                        "l",
                                        List.of(1, "x", Table.of("deep", -3000000000L)))),
                        new BindingDefinition(
                                "shop", "amq.topic", BindingDefinition.Target.EXCHANGE, "in", "a.#", Table.EMPTY)),
                definitions.bindings());
    }

    @Test
    void tellsWhatItDoesNotApply() {
        assertEquals(
                List.of(
                        "parameter 'move' of shovel in virtual host '/'",
                        "global parameter 'cluster_name'",
                        "policy 'ha' in virtual host '/'",
                        "the section 'novelties'",
                        "the key 'limits' of users (1 entry)",
                        "the key 'default_queue_type' of vhosts (1 entry)"),
                read(WHOLE).ignored());
        assertEquals(
                List.of("the key 'x' of queues (2 entries)"),
                read("{\"queues\": [{\"name\": \"a\", \"x\": 1}, {\"name\": \"b\", \"x\": 2}]}")
                        .ignored());
    }

    @Test
    void anExportOfOneVirtualHostGoesWhereItIsSent() {
        Definitions definitions = read("""
                {"rabbit_version": "4.0.0", "original_vhost_name": "old", "metadata": {}, "limits": [], "parameters": [],
                 "queues": [{"name": "q"}], "exchanges": [{"name": "x", "type": "fanout"}],
                 "bindings": [{"source": "x", "destination": "q", "destination_type": "queue"}]}
                """);
        assertEquals(List.of(new QueueDefinition("here", "q", true, false, Table.EMPTY)), definitions.queues());
        assertEquals(
                List.of(new ExchangeDefinition("here", "x", "fanout", true, false, false, Table.EMPTY)),
                definitions.exchanges());
        assertEquals("here", definitions.bindings().get(0).virtualHost());
        assertEquals("", definitions.bindings().get(0).routingKey());
        assertEquals(List.of(), definitions.ignored());
    }

    @Test
    void anEmptyObjectDefinesNothing() {
        Definitions empty = read("{}");
        assertEquals(List.of(), empty.queues());
        assertEquals(List.of(), empty.users());
    }

    @Test
    void whatIsWrittenIsReadBack() throws IOException {
        Definitions first = read(WHOLE);
        Definitions second = read(write(first));
        assertEquals(first.virtualHosts(), second.virtualHosts());
        assertEquals(first.users(), second.users());
        assertEquals(first.permissions(), second.permissions());
        assertEquals(first.topicPermissions(), second.topicPermissions());
        assertEquals(first.exchanges(), second.exchanges());
        assertEquals(first.queues(), second.queues());
        assertEquals(first.bindings(), second.bindings());
        assertEquals(List.of(), second.ignored());
        assertEquals(write(first), write(second), "and twice the same, byte for byte");
    }

    @Test
    void ownHashesTravel() throws IOException {
        Directory directory = read(WHOLE).addedTo(Directory.EMPTY, 7, new SecureRandom());
        var users = directory.users().stream().map(UserDefinition::of).toList();
        var exported =
                new Definitions(List.of(), users, List.of(), List.of(), List.of(), List.of(), List.of(), List.of());
        Directory again = read(write(exported)).addedTo(Directory.EMPTY, 7, new SecureRandom());
        assertEquals(List.copyOf(directory.users()), List.copyOf(again.users()));
        assertTrue(directory.access("own", "shop").mayWrite("x"));
        assertInstanceOf(
                PasswordHash.Pbkdf2.class, again.user("own").orElseThrow().passwordHash());
    }

    @Test
    void oneVirtualHostIsWrittenWithoutItsName() throws IOException {
        var out = new ByteArrayOutputStream();
        new DefinitionsWriter("Leveret", "0.1.0").writeVirtualHost(read(WHOLE), "shop", out);
        String json = out.toString(StandardCharsets.UTF_8);
        assertFalse(json.contains("vhost") || json.contains("users") || json.contains("jobs"), json);
        assertEquals("orders", read(json).queues().get(0).name());
        assertEquals(2, read(json).bindings().size());
    }

    @Test
    void typesThatJsonLacksAreWrittenAsTheNearest() throws IOException {
        Table table = Table.of(
                "byte",
                (byte) 1,
                "short",
                (short) 2,
                "unsigned",
                new Unsigned('L', -1),
                "small",
                new Unsigned('B', 200),
                "time",
                new Timestamp(1_700_000_000),
                "raw",
                new Binary(bytes("ab")),
                "bad",
                new LongString(new byte[] {(byte) 0xff}),
                "decimal",
                new BigDecimal("1.50"),
                "float",
                0.1f,
                "nan",
                Double.NaN,
                "void",
                Table.VOID);
        Definitions one = new Definitions(
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(new QueueDefinition("/", "q", true, false, table)),
                List.of(),
                List.of());
        String json = write(one).replaceAll("\\s+", "");
        assertTrue(
                json.contains(
                        "{\"byte\":1,\"short\":2,\"unsigned\":18446744073709551615,\"small\":200,\"time\":1700000000,"
                                + "\"raw\":\"ab\",\"bad\":\"\uFFFD\",\"decimal\":1.50,\"float\":0.1,\"nan\":\"NaN\",\"void\":null}"),
                json);
    }

    /** Place, value and what is allowed, each in every error. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"queues\": [{\"name\": \"a\"}, {\"name\": \"b\", \"durable\": \"yes\"}]} | queues[1].durable is \"yes\"; allowed are true and false",
                "{\"queues\": [{\"durable\": true}]} | queues[0].name is missing; a text of 1 to 255 bytes is needed",
                "{\"queues\": [{\"name\": \"\"}]} | queues[0].name is \"\"; allowed is a text of 1 to 255 bytes",
                "{\"queues\": [{\"name\": 5}]} | queues[0].name is 5; allowed is a text in quotes",
                "{\"queues\": {\"a\": 1}} | queues is {\"a\":1}; allowed is a list in square brackets",
                "{\"queues\": [7]} | queues[0] is 7; allowed is an object in braces",
                "{\"queues\": [{\"name\": \"q\", \"arguments\": [1]}]} | queues[0].arguments is [1]; allowed is an object in braces",
                "{\"queues\": [{\"name\": \"q\", \"arguments\": {\"x\": [9223372036854775808]}}]} | queues[0].arguments.x[0] is 9223372036854775808; allowed are integers from",
                "{\"queues\": [{\"name\": \"q\", \"arguments\": {\"x.y\": 1e999}}]} | queues[0].arguments['x.y'] is",
                "{\"bindings\": [{\"source\": \"a\", \"destination\": \"b\", \"destination_type\": \"topic\"}]} | bindings[0].destination_type is \"topic\"; allowed are \"queue\" and \"exchange\"",
                "{\"permissions\": [{\"user\": \"u\", \"configure\": \"[\"}]} | permissions[0]: the configure permission of user 'u' in virtual host 'here' is '[', which is not a regular expression",
                "{\"topic_permissions\": [{\"user\": \"u\", \"exchange\": \"t\", \"read\": \"(\"}]} | topic_permissions[0]: the read topic permission of user 'u' on exchange 't'",
                "{\"users\": [{\"name\": \"u\"}]} | users[0]: there is neither 'password' nor 'password_hash'",
                "{\"users\": [{\"name\": \"u\", \"password\": \"a\", \"password_hash\": \"b\"}]} | users[0]: there are both",
                "{\"users\": [{\"name\": \"u\", \"password\": \"\"}]} | users[0].password is \"\"; it would let anyone in",
                "{\"users\": [{\"name\": \"u\", \"password_hash\": \"AQID\", \"hashing_algorithm\": \"rot13\"}]} | users[0].hashing_algorithm is \"rot13\"; allowed are rabbit_password_hashing_sha256, rabbit_password_hashing_sha512, rabbit_password_hashing_md5, pbkdf2_sha256",
                "{\"users\": [{\"name\": \"u\", \"password_hash\": \"AQID\", \"hashing_algorithm\": \"rabbit_password_hashing_md5\"}]} | users[0].password_hash: a rabbit_password_hashing_md5 hash has 20 bytes",
                "{\"users\": [{\"name\": \"u\", \"password\": \"x\", \"tags\": 3}]} | users[0].tags is 3; allowed is a list of texts, or one text with commas",
                "{\"users\": [{\"name\": \"u\", \"password\": \"x\", \"tags\": [\"a\", 3]}]} | users[0].tags[1] is 3; allowed is a text in quotes",
                "{\"queues\": [{\"name\": \"a\", \"name\": \"b\"}]} | line 1, column",
                "{\"queues\": [ | line 1, column",
                "[] | the file must hold one JSON object",
                "{} {} | there is more after the end",
                "{'a': 1} | line 1, column 2: this is not JSON"
            })
    void anErrorNamesFilePlaceValueAndWhatIsAllowed(String json, String expected) {
        String message =
                assertThrows(DefinitionsException.class, () -> read(json)).getMessage();
        assertTrue(message.startsWith("test.json: " + expected), message);
    }

    @Test
    void aHiddenPasswordStaysHidden() {
        String json = "{\"users\": [{\"name\": \"u\", \"password\": [\"hush\"]}]}";
        String message =
                assertThrows(DefinitionsException.class, () -> read(json)).getMessage();
        assertTrue(message.startsWith("test.json: users[0].password: "), message);
        assertFalse(message.contains("hush"), message);
    }

    @Test
    void namesAndDepthHaveTheirLimits() {
        String longName = "ü".repeat(128);
        assertTrue(
                assertThrows(DefinitionsException.class, () -> read("{\"queues\": [{\"name\": \"" + longName + "\"}]}"))
                        .getMessage()
                        .contains("it has 256 bytes, allowed are at most 255"));
        String deep = "[".repeat(100) + "]".repeat(100);
        assertTrue(assertThrows(
                        DefinitionsException.class,
                        () -> read("{\"queues\": [{\"name\": \"q\", \"arguments\": {\"x\": " + deep + "}}]}"))
                .getMessage()
                .contains("nested deeper than 64 levels"));
        String deeper = "[".repeat(100_000);
        assertThrows(
                DefinitionsException.class, () -> read("{\"queues\": [{\"name\": \"q\", \"arguments\": " + deeper));
        assertThrows(DefinitionsException.class, () -> read("{\"unknown\": " + deeper));
    }

    @Test
    void aFileIsReadAndAMissingOneIsNamed(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("definitions.json");
        Files.writeString(file, WHOLE);
        assertEquals(read(WHOLE).queues(), DefinitionsReader.read(file, "/").queues());
        Path missing = folder.resolve("nothing.json");
        String message = assertThrows(DefinitionsException.class, () -> DefinitionsReader.read(missing, "/"))
                .getMessage();
        assertTrue(message.startsWith(missing + ": there is no such file"), message);
    }
}

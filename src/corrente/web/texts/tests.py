"""The pages of tests, and the keys of the service."""

from __future__ import annotations

from corrente.core.words import Phrase

_P = Phrase

TEXTS = {
    "menu_tests": _P("Tests", "Testes"),
    "tests_title": _P("Tests", "Testes"),
    "tests_lead": _P(
        "Pages, messages and offers that learn from real visitors which version works.",
        "Páginas, mensagens e ofertas que aprendem com visitantes reais qual versão funciona.",
    ),
    "tests_none": _P("There is no test yet", "Ainda não há testes"),
    "tests_none_says": _P(
        "A test shows people different versions of a page, a message or an offer, and gives more people the version "
        "that works better. What it finds goes back into the plan, as the surest kind of knowledge there is.",
        "Um teste mostra a cada pessoa uma versão diferente de uma página, mensagem ou oferta e leva mais gente à que "
        "funciona melhor. O que ele descobre volta ao plano, como o conhecimento mais seguro que existe.",
    ),
    "tests_none_next": _P(
        "The quickest way is to make one from a campaign of the plan: what it compares and how it is measured is "
        "filled in.",
        "O caminho mais rápido é criar um a partir de uma campanha do plano: o que se compara e como se mede já vem "
        "preenchido.",
    ),
    "tests_from_plan": _P("Make one from the plan", "Criar a partir do plano"),
    "tests_from_plan_says": _P("These items of the plan can be tested:", "Estes itens do plano podem ser testados:"),
    "tests_new": _P("New test", "Novo teste"),
    "tests_running": _P("Running", "Em andamento"),
    "tests_draft": _P("Drafts", "Rascunhos"),
    "tests_stopped": _P("Stopped", "Encerrados"),
    "tests_phase_running": _P("running", "em andamento"),
    "tests_phase_draft": _P("draft", "rascunho"),
    "tests_phase_stopped": _P("stopped", "encerrado"),
    "tests_column_test": _P("Test", "Teste"),
    "tests_column_stands": _P("Where it stands", "Como está"),
    "tests_column_people": _P("People", "Pessoas"),
    "tests_column_chance": _P("Chance that the leader is the best", "Chance de a líder ser a melhor"),
    # where it stands
    "tests_is_draft": _P(
        "Not started: {n} variants are ready, and nobody sees them yet.",
        "Não começou: {n} variantes estão prontas, e ninguém as vê ainda.",
    ),
    "tests_is_unseen": _P(
        "Running since {day}; nobody has been shown a variant yet.",
        "Em andamento desde {day}; ninguém viu uma variante ainda.",
    ),
    "tests_is_running": _P("{leading}, after {n} people.", "{leading}, após {n} pessoas."),
    "tests_is_kept": _P(
        "Stopped on {day}. “{arm}” stays, as it was before.", "Encerrado em {day}. “{arm}” fica, como era antes."
    ),
    "tests_is_open": _P(
        "Stopped on {day}. “{arm}” was chosen; whether it does better we cannot tell.",
        "Encerrado em {day}. “{arm}” foi escolhida; não dá para dizer se ela rende mais.",
    ),
    "tests_is_more": _P(
        "Stopped on {day}. “{arm}” was chosen; it {sure} raises {metric}, by {value} ({low} to {high}).",
        "Encerrado em {day}. “{arm}” foi escolhida; ela {sure} aumenta {metric}, em {value} ({low} a {high}).",
    ),
    "tests_is_less": _P(
        "Stopped on {day}. “{arm}” was chosen; it {sure} lowers {metric}, by {value} ({low} to {high}).",
        "Encerrado em {day}. “{arm}” foi escolhida; ela {sure} reduz {metric}, em {value} ({low} a {high}).",
    ),
    "tests_of_clicks": _P("the click rate", "a taxa de cliques"),
    "tests_of_conversions": _P("the conversion rate", "a taxa de conversão"),
    "tests_of_count": _P("the number per person", "o número por pessoa"),
    "tests_of_revenue": _P("the revenue per person", "a receita por pessoa"),
    "tests_of_session_time": _P("the time in use", "o tempo de uso"),
    # the live page
    "tests_made_from": _P("Made from the plan's item", "Criado a partir do item do plano"),
    "tests_warnings": _P("Can the figures be believed?", "Dá para confiar nos números?"),
    "tests_healthy": _P(
        "Nothing speaks against it: people were shared out as planned, and their events came as they should.",
        "Nada indica o contrário: as pessoas foram distribuídas como previsto, e os eventos chegaram como deviam.",
    ),
    "tests_severity_alarm": _P("Alarm", "Alarme"),
    "tests_severity_warning": _P("Warning", "Aviso"),
    "tests_severity_note": _P("Note", "Nota"),
    "tests_advice": _P("What to do", "O que fazer"),
    "tests_figures": _P("Each variant", "Cada variante"),
    "tests_figures_says": _P(
        "Intervals hold with 90% certainty at every look: you may look as often as you like, and stop when you like.",
        "Os intervalos valem com 90% de certeza a qualquer momento: olhe quantas vezes quiser e pare quando quiser.",
    ),
    "tests_no_figures": _P(
        "Figures appear as soon as somebody has been shown a variant. Put the code into your page, below.",
        "Os números aparecem assim que alguém vê uma variante. Coloque o código na sua página, abaixo.",
    ),
    "tests_effects_later": _P(
        "The comparison appears when enough people of both have had their time to respond.",
        "A comparação aparece quando gente suficiente das duas tiver tido o prazo para responder.",
    ),
    "tests_decides": _P("decides", "decide"),
    "tests_guards": _P("must not get worse", "não pode piorar"),
    "tests_variant": _P("Variant", "Variante"),
    "tests_shown": _P("People shown it", "Pessoas que viram"),
    "tests_counted": _P("with their time over", "com prazo encerrado"),
    "tests_responded": _P("who responded", "que responderam"),
    "tests_mean": _P("Per person", "Por pessoa"),
    "tests_against": _P("Against the default", "Contra a padrão"),
    "tests_best": _P("Chance to be the best", "Chance de ser a melhor"),
    "tests_loss": _P("Choosing it now may lose, per person", "Escolhê-la agora pode perder, por pessoa"),
    "tests_between": _P("{value} ({low} to {high})", "{value} ({low} a {high})"),
    "tests_unbounded": _P("{value} (no interval yet)", "{value} (ainda sem intervalo)"),
    "tests_not_yet": _P("not yet", "ainda não"),
    "tests_metric": _P("{measure}: “{event}”", "{measure}: “{event}”"),
    "tests_default": _P("default", "padrão"),
    "tests_dropped": _P("dropped", "descartada"),
    "tests_chosen": _P("chosen", "escolhida"),
    "tests_live": _P("This page brings itself up to date.", "Esta página se atualiza sozinha."),
    "tests_at": _P("As of {at} UTC.", "Situação em {at} UTC."),
    # what is measured
    "tests_means_clicks": _P(
        "The share of people who sent “{event}” at least once within {window} of being shown their variant.",
        "A parcela das pessoas que enviaram “{event}” ao menos uma vez em até {window} depois de ver sua variante.",
    ),
    "tests_means_conversions": _P(
        "The share of people with at least one “{event}” within {window} of being shown their variant.",
        "A parcela das pessoas com ao menos um “{event}” em até {window} depois de ver sua variante.",
    ),
    "tests_means_count": _P(
        "How often “{event}” came per person within {window} of being shown their variant; who sent none counts as 0.",
        "Quantas vezes “{event}” veio por pessoa em até {window} depois de ver sua variante; quem não enviou conta 0.",
    ),
    "tests_means_revenue": _P(
        "The revenue of “{event}” per person within {window} of being shown their variant; who bought nothing counts "
        "as 0.",
        "A receita de “{event}” por pessoa em até {window} depois de ver sua variante; quem nada comprou conta 0.",
    ),
    "tests_means_session_time": _P(
        "The seconds per person in which the page was visible and in use (“{event}”), in the first session within "
        "{window} of being shown the variant. 30 minutes without activity end a session. Who leaves at once counts "
        "with the time measured, 0 where none was.",
        "Os segundos por pessoa em que a página esteve visível e em uso (“{event}”), na primeira sessão em até "
        "{window} depois de ver a variante. 30 minutos sem atividade encerram a sessão. Quem sai logo conta com o "
        "tempo medido, 0 quando não houve.",
    ),
    "tests_bounces": _P(
        "Bounces (first sessions of less than ten seconds in which nothing else was done): {shares}.",
        "Rejeições (primeiras sessões de menos de dez segundos em que nada mais foi feito): {shares}.",
    ),
    "tests_means_capped": _P(
        "{said} One person counts for at most {cap}.", "{said} Uma pessoa conta no máximo {cap}."
    ),
    "tests_one_day": _P("1 day", "1 dia"),
    "tests_days": _P("{n} days", "{n} dias"),
    "tests_one_hour": _P("1 hour", "1 hora"),
    "tests_hours": _P("{n} hours", "{n} horas"),
    "tests_one_minute": _P("1 minute", "1 minuto"),
    "tests_minutes": _P("{n} minutes", "{n} minutos"),
    "tests_one_second": _P("1 second", "1 segundo"),
    "tests_seconds": _P("{n} seconds", "{n} segundos"),
    # how it learns
    "tests_how": _P("How it learns", "Como aprende"),
    "tests_by_thompson": _P(
        "Adaptive: each variant is given to as many people as it is likely to be the best.",
        "Adaptativo: cada variante vai para tanta gente quanto é a chance de ser a melhor.",
    ),
    "tests_by_top_two": _P(
        "Adaptive between the best two: most people get one of the two leaders, which finds the winner sooner.",
        "Adaptativo entre as duas melhores: a maioria vê uma das duas líderes, o que revela antes a vencedora.",
    ),
    "tests_by_fixed": _P(
        "Fixed split: the shares stay as they are set, whatever is learnt.",
        "Divisão fixa: as parcelas ficam como definidas, seja o que for que se aprenda.",
    ),
    "tests_by_share": _P("{share} of visitors take part.", "{share} dos visitantes participam."),
    "tests_by_least": _P(
        "No open variant gets less than {share}.", "Nenhuma variante aberta recebe menos de {share}."
    ),
    "tests_by_hold_back": _P(
        "{share} of those taking part get the default whatever is learnt.",
        "{share} dos participantes recebem a padrão, seja o que for que se aprenda.",
    ),
    "tests_by_update": _P(
        "It learns anew every {every} at most, from {n} people per variant on.",
        "Reaprende no máximo a cada {every}, a partir de {n} pessoas por variante.",
    ),
    "tests_by_contexts": _P(
        "These are told apart, each learning from the others: {names}.",
        "Estes são diferenciados, cada um aprendendo com os outros: {names}.",
    ),
    # acts
    "tests_acts": _P("Change the test", "Mudar o teste"),
    "tests_start": _P("Start", "Começar"),
    "tests_start_says": _P(
        "From then on people are shown the variants. What decides and who is told apart cannot be changed any more.",
        "A partir daí as pessoas veem as variantes. O que decide e quem é diferenciado não muda mais.",
    ),
    "tests_edit": _P("Edit the draft", "Editar o rascunho"),
    "tests_drop": _P("Drop a variant", "Descartar uma variante"),
    "tests_drop_says": _P(
        "Nobody new gets it; who has seen it keeps it. Nobody else is shared out anew.",
        "Ninguém novo a recebe; quem já viu continua com ela. Ninguém mais é redistribuído.",
    ),
    "tests_drop_which": _P("Which", "Qual"),
    "tests_drop_do": _P("Drop it", "Descartar"),
    "tests_add": _P("Add a variant", "Acrescentar uma variante"),
    "tests_add_says": _P(
        "People who come from now on can get it; it is compared over the time in which both were on offer.",
        "Quem chegar a partir de agora pode recebê-la; a comparação é do tempo em que as duas estiveram em oferta.",
    ),
    "tests_add_do": _P("Add it", "Acrescentar"),
    "tests_stop": _P("Stop and choose", "Encerrar e escolher"),
    "tests_stop_lead": _P(
        "Everybody gets the variant you choose. A test does not begin twice.",
        "Todos passam a ver a variante que você escolher. Um teste não começa duas vezes.",
    ),
    "tests_stop_which": _P("Which variant everybody gets", "Qual variante todos passam a ver"),
    "tests_stop_do": _P("Stop the test", "Encerrar o teste"),
    "tests_stop_back": _P("Go on testing", "Continuar testando"),
    "tests_stop_chance": _P("chance to be the best: {chance}", "chance de ser a melhor: {chance}"),
    "tests_stop_plan": _P(
        "What was found goes into the plan's item it was made from; what rests on it will be marked.",
        "O que foi descoberto entra no item do plano de onde veio o teste; o que depende dele será marcado.",
    ),
    "tests_reason": _P("Why", "Por quê"),
    "tests_reason_hint": _P("It stays in the history with your name.", "Fica no histórico com o seu nome."),
    "tests_no_reason": _P("A reason is missing.", "Falta o motivo."),
    "tests_no_reason_next": _P("Say in a few words why.", "Diga em poucas palavras por quê."),
    "tests_started_reason": _P("to let it run", "para colocar no ar"),
    "tests_made_reason": _P("to try it out", "para experimentar"),
    # the report
    "tests_report": _P("What was found", "O que foi descoberto"),
    "tests_report_people": _P(
        "{people} people took part from {from} to {to}.", "{people} pessoas participaram de {from} a {to}."
    ),
    "tests_report_plan": _P("What changed in the plan", "O que mudou no plano"),
    "tests_report_item": _P("The effect is now known from this test in", "O efeito agora é sabido por este teste em"),
    "tests_report_marked": _P("To be looked at again because of it", "Para rever por causa disso"),
    "tests_report_unmarked": _P(
        "Nothing else of the plan has to be looked at again because of it.",
        "Nada mais no plano precisa ser revisto por causa disso.",
    ),
    "tests_report_alone": _P(
        "The test was made from no item of the plan, so it changes nothing there.",
        "O teste não veio de um item do plano; por isso nada muda lá.",
    ),
    "tests_report_too_little": _P(
        "Nobody's time to respond was over, so nothing went back to the plan.",
        "O prazo de resposta de ninguém tinha terminado; por isso nada voltou ao plano.",
    ),
    "tests_download": _P("Download the figures", "Baixar os números"),
    "tests_history": _P("History", "Histórico"),
    "tests_did_make": _P("made the test", "criou o teste"),
    "tests_did_draft": _P("made it a draft", "voltou a rascunho"),
    "tests_did_running": _P("started it", "colocou no ar"),
    "tests_did_stopped": _P("stopped it and chose “{arm}”", "encerrou e escolheu “{arm}”"),
    "tests_did_add": _P("added “{arm}”", "acrescentou “{arm}”"),
    "tests_did_drop": _P("dropped “{arm}”", "descartou “{arm}”"),
    "tests_did_change": _P("changed the definition", "alterou a definição"),
    # the code
    "tests_code": _P("The code for your page", "O código para a sua página"),
    "tests_code_says": _P(
        "Put the first line into the head of the page once, with the address of your service and its public key, and "
        "the marks around what the variants say. If the service cannot be reached, the page shows what stands in it.",
        "Coloque a primeira linha uma vez no head da página, com o endereço do seu serviço e a chave pública, e as "
        "marcas em volta do que as variantes dizem. Se o serviço não responder, a página mostra o que está nela.",
    ),
    "tests_code_key": _P("Keys are made under Settings", "As chaves são criadas em Configurações"),
    "tests_code_server": _P(
        "Servers ask by POST /v1/decide with the test's id:", "Servidores perguntam por POST /v1/decide com o id:"
    ),
    # the form
    "tests_form_lead": _P(
        "Say what is compared, what decides and how it learns. Nobody sees anything until you start it.",
        "Diga o que se compara, o que decide e como ele aprende. Ninguém vê nada até você começar.",
    ),
    "tests_form_from": _P("Filled in from the plan's item", "Preenchido a partir do item do plano"),
    "tests_form_problem": _P("There is a problem", "Há um problema"),
    "tests_form_name": _P("Name", "Nome"),
    "tests_form_name_hint": _P("As people of the company will find it.", "Como as pessoas da empresa vão achá-lo."),
    "tests_form_id": _P("Id", "Id"),
    "tests_form_id_hint": _P(
        "What the code of the page calls it; left empty, it is made from the name.",
        "Como o código da página o chama; se ficar vazio, vem do nome.",
    ),
    "tests_form_variants": _P("What is compared", "O que se compara"),
    "tests_form_variants_hint": _P(
        "The first is the default: it is shown whenever nothing can be decided, and the others are held against it. "
        "One line for each part of the page, such as “headline: Try it for a month” or “picture: https://…”.",
        "A primeira é a padrão: aparece sempre que não há como decidir, e as outras são comparadas com ela. Uma linha "
        "para cada parte da página, como “headline: Experimente por um mês” ou “picture: https://…”.",
    ),
    "tests_form_variant": _P("Variant {n}", "Variante {n}"),
    "tests_form_variant_name": _P("Name", "Nome"),
    "tests_form_variant_says": _P("What it says", "O que ela diz"),
    "tests_form_variant_weight": _P("Weight (only for a fixed split)", "Peso (só na divisão fixa)"),
    "tests_form_more": _P("Room for another variant", "Espaço para mais uma variante"),
    "tests_form_decision": _P("What decides", "O que decide"),
    "tests_form_measure": _P("Measure", "Medida"),
    "tests_measure_clicks": _P("Click rate", "Taxa de cliques"),
    "tests_measure_conversions": _P("Conversion rate", "Taxa de conversão"),
    "tests_measure_count": _P("Number per person", "Número por pessoa"),
    "tests_measure_revenue": _P("Revenue per person", "Receita por pessoa"),
    "tests_measure_session_time": _P("Time in use", "Tempo de uso"),
    "tests_form_event": _P("Event", "Evento"),
    "tests_form_event_hint": _P(
        "Its name as your page sends it, such as “Lead Captured”.",
        "O nome como a sua página o envia, como “Lead Captured”.",
    ),
    "tests_form_window": _P("Days to respond", "Dias para responder"),
    "tests_form_window_hint": _P(
        "How long after being shown a variant an event still counts.",
        "Até quanto tempo depois de ver a variante um evento ainda conta.",
    ),
    "tests_form_cap": _P("Most that one person counts for", "Máximo que uma pessoa conta"),
    "tests_form_cap_hint": _P(
        "Needed for revenue: else one very large order decides the test.",
        "Obrigatório para receita: senão um único pedido muito grande decide o teste.",
    ),
    "tests_form_worth": _P("What one more is worth, in money", "Quanto vale uma a mais, em dinheiro"),
    "tests_form_worth_hint": _P(
        "If you know it: then it is told in money what waiting and choosing may lose.",
        "Se souber: aí se diz em dinheiro o que esperar e escolher podem perder.",
    ),
    "tests_form_guardrails": _P("What must not get worse", "O que não pode piorar"),
    "tests_form_guardrails_hint": _P(
        "Leave the event empty where there is nothing to watch.", "Deixe o evento vazio se não há o que vigiar."
    ),
    "tests_form_guardrail": _P("Guardrail {n}", "Limite {n}"),
    "tests_form_better": _P("Good is", "Bom é"),
    "tests_form_better_more": _P("more of it", "mais"),
    "tests_form_better_less": _P("less of it", "menos"),
    "tests_form_learning": _P("How it learns", "Como aprende"),
    "tests_learning_thompson": _P("Adaptive (Thompson sampling)", "Adaptativo (amostragem de Thompson)"),
    "tests_learning_top_two": _P("Adaptive between the best two", "Adaptativo entre as duas melhores"),
    "tests_learning_fixed": _P("Fixed split (A/B)", "Divisão fixa (A/B)"),
    "tests_form_share": _P("Visitors who take part, %", "Visitantes que participam, %"),
    "tests_form_least": _P("Least share of each variant, %", "Parcela mínima de cada variante, %"),
    "tests_form_hold_back": _P("Always given the default, %", "Sempre com a padrão, %"),
    "tests_form_hold_back_hint": _P(
        "A part of those taking part, so that the gain over the default is always measured.",
        "Uma parte dos participantes, para que o ganho sobre a padrão seja sempre medido.",
    ),
    "tests_form_contexts": _P("Told apart by", "Diferenciar por"),
    "tests_form_contexts_hint": _P(
        "Names from the decision's context, such as “segment, device”; empty: everybody alike.",
        "Nomes do contexto da decisão, como “segment, device”; vazio: todos por igual.",
    ),
    "tests_form_further": _P("Further settings", "Outras definições"),
    "tests_form_update": _P("Learns anew every so many minutes", "Reaprende a cada tantos minutos"),
    "tests_form_least_people": _P(
        "People per variant before it first learns", "Pessoas por variante antes de aprender"
    ),
    "tests_form_save": _P("Save the draft", "Salvar o rascunho"),
    "tests_need_name": _P("Give the test a name.", "Dê um nome ao teste."),
    "tests_need_id": _P(
        "Use letters, digits, dots, dashes and underscores, at most 64.",
        "Use letras, dígitos, pontos, hífens e sublinhados, no máximo 64.",
    ),
    "tests_need_other_id": _P("Another test has this id.", "Outro teste tem este id."),
    "tests_need_variants": _P("Describe at least two variants.", "Descreva ao menos duas variantes."),
    "tests_need_variant_name": _P("Give this variant a name.", "Dê um nome a esta variante."),
    "tests_need_event": _P("Name the event that is counted.", "Diga o nome do evento que é contado."),
    "tests_need_other_events": _P(
        "Each metric needs an event of its own.", "Cada métrica precisa de um evento próprio."
    ),
    "tests_need_cap": _P(
        "Say the most that one person counts for: without it one large order decides.",
        "Diga o máximo que uma pessoa conta: sem isso, um pedido grande decide.",
    ),
    "tests_need_number": _P(
        "“{said}” must be a number from {low} on.", "“{said}” deve ser um número a partir de {low}."
    ),
    "tests_need_between": _P(
        "“{said}” must be a number from {low} to {high}.", "“{said}” deve ser um número de {low} a {high}."
    ),
    "tests_need_size": _P("Write a number above 0.", "Escreva um número acima de 0."),
    # the planner
    "tests_size": _P("How many people does it need?", "De quantas pessoas ele precisa?"),
    "tests_size_says": _P(
        "For the measure that decides, as it is today. Nothing of this is kept.",
        "Para a medida que decide, como é hoje. Nada disso é guardado.",
    ),
    "tests_size_rate": _P("Today's rate in %, or mean per person", "Taxa de hoje em %, ou média por pessoa"),
    "tests_size_deviation": _P(
        "Standard deviation per person (only for a mean)", "Desvio-padrão por pessoa (só para média)"
    ),
    "tests_size_visitors": _P("Visitors a day", "Visitantes por dia"),
    "tests_size_effect": _P("Effect to be seen, %", "Efeito que se quer ver, %"),
    "tests_size_do": _P("Work it out", "Calcular"),
    "tests_size_people": _P(
        "A change of {effect} shows after {always} people in all at the latest, with a chance of 80%, while you look "
        "as often as you like; after {once} if you looked only once.",
        "Uma mudança de {effect} aparece depois de no máximo {always} pessoas ao todo, com 80% de chance, olhando "
        "quantas vezes quiser; depois de {once} se olhasse uma vez só.",
    ),
    "tests_size_days": _P(
        "With your visitors that is {days} days, of which {window} are the time to respond.",
        "Com os seus visitantes, são {days} dias, dos quais {window} são o prazo de resposta.",
    ),
    "tests_size_month": _P(
        "Within a month you could see changes of {effect} or more.",
        "Em um mês você veria mudanças de {effect} ou mais.",
    ),
    # at the plan
    "tests_item": _P("Test", "Teste"),
    "tests_item_do": _P("Test this", "Testar isto"),
    "tests_item_says": _P(
        "A test with real visitors shows what this really changes; what it finds comes back here.",
        "Um teste com visitantes reais mostra o que isto muda de fato; o que ele descobrir volta para cá.",
    ),
    # the keys
    "keys_title": _P("Keys of the test service", "Chaves do serviço de testes"),
    "keys_lead": _P(
        "Pages and servers speak to the service by keys. Only a hash is kept: a key is shown once, when it is made.",
        "Páginas e servidores falam com o serviço por chaves. Só se guarda um resumo: a chave é mostrada uma vez, ao "
        "ser criada.",
    ),
    "keys_made": _P(
        "This is the new key. Copy it now: it cannot be shown again.",
        "Esta é a nova chave. Copie-a agora: não é possível mostrá-la de novo.",
    ),
    "keys_new": _P("The new key", "A nova chave"),
    "keys_list": _P("Keys", "Chaves"),
    "keys_none": _P("There is no key yet.", "Ainda não há chaves."),
    "keys_id": _P("Name", "Nome"),
    "keys_kind": _P("What it opens", "O que abre"),
    "keys_since": _P("Made", "Criada"),
    "keys_state": _P("State", "Situação"),
    "keys_valid": _P("valid", "válida"),
    "keys_revoked": _P("revoked on {day}", "revogada em {day}"),
    "keys_kind_write": _P(
        "Public: pages can decide and send events, and read nothing",
        "Pública: páginas podem decidir e enviar eventos, sem ler nada",
    ),
    "keys_kind_read": _P("Private: reads results", "Privada: lê resultados"),
    "keys_make": _P("Make a key", "Criar uma chave"),
    "keys_revoke": _P("Revoke", "Revogar"),
    "keys_revoke_of": _P("Revoke the key {id}", "Revogar a chave {id}"),
    "keys_revoke_says": _P(
        "Pages that still use it show their default and send nothing any more.",
        "Páginas que ainda a usam mostram a padrão e não enviam mais nada.",
    ),
}  # fmt: skip

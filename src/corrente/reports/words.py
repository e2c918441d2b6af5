"""Every text of pages and reports that is not an answer's own, in both languages, in this one place."""

from __future__ import annotations

from collections.abc import Mapping

from corrente.core.words import Language, Number, Phrase

_P = Phrase

NAMES: Mapping[str, Phrase] = {
    "problems": _P("Problems", "Problemas"),
    "market_direction": _P("Market direction", "Rumo do mercado"),
    "solutions": _P("Solutions", "Soluções"),
    "segments": _P("Segments", "Segmentos"),
    "positioning": _P("Positioning", "Posicionamento"),
    "access": _P("Access", "Acesso"),
    "adoption": _P("Adoption", "Adoção"),
    "loyalty": _P("Loyalty", "Lealdade"),
    "retention": _P("Retention", "Retenção"),
    "share_of_wallet": _P("Share of wallet", "Participação no cliente"),
    "predisposition": _P("Predisposition", "Predisposição"),
    "sales_cycle": _P("Sales cycle", "Ciclo de venda"),
    "win_rate": _P("Win rate", "Taxa de ganho"),
    "buying_process": _P("Buying process", "Processo de compra"),
    "acquisition": _P("Acquisition", "Aquisição"),
    "engagement": _P("Engagement", "Engajamento"),
    "touchpoints": _P("Touchpoints", "Pontos de contato"),
    "personas": _P("Personas", "Personas"),
    "lead_scoring": _P("Lead scoring", "Pontuação de leads"),
    "conversion": _P("Conversion", "Conversão"),
}
"""A question's name in a word or two, where the whole question has no room."""

DECISIONS: tuple[Phrase, ...] = (
    _P("segment", "segmento"),
    _P("problem", "problema"),
    _P("solution", "solução"),
    _P("price", "preço"),
    _P("advantage", "vantagem"),
    _P("position", "posição"),
    _P("message", "mensagem"),
)

GRADES: Mapping[str, Phrase] = {
    "experiment": _P("known from an experiment", "sabemos por experimento"),
    "quasi": _P("known from a natural comparison", "sabemos por uma comparação natural"),
    "association": _P("seen together, not tested", "andam juntos, mas não foi testado"),
    "assumption": _P("assumed by a person", "suposto por uma pessoa"),
}

STATUSES: Mapping[str, Phrase] = {
    "answered": _P("answered", "respondida"),
    "partial": _P("partly answered", "respondida em parte"),
    "refused": _P("cannot tell yet", "ainda não dá para dizer"),
    "waiting": _P("being worked out", "em cálculo"),
    "dry": _P("data missing", "faltam dados"),
    "not-built": _P("not in this release", "não está nesta versão"),
}

TEXTS: Mapping[str, Phrase] = {
    # the frame of every page
    "skip": _P("Skip to the content", "Ir para o conteúdo"),
    "menu": _P("Main", "Principal"),
    "stream": _P("The stream", "A corrente"),
    "data": _P("Data", "Dados"),
    "language": _P("Language", "Idioma"),
    "theme": _P("Theme", "Tema"),
    "theme_auto": _P("Auto", "Auto"),
    "theme_light": _P("Light", "Claro"),
    "theme_dark": _P("Dark", "Escuro"),
    "upstream": _P("Upstream: strategy", "Upstream: estratégia"),
    "downstream": _P("Downstream: tactics", "Downstream: tática"),
    "foot": _P(
        "All of this is worked out on this machine. Only what you send out leaves it.",
        "Tudo é calculado nesta máquina. Só sai dela o que você envia.",
    ),
    # the home page
    "home_title": _P("{company}: the stream", "{company}: a corrente"),
    "home_lead": _P(
        "{answered} of twenty questions flow from your data so far.",
        "{answered} das vinte perguntas já correm a partir dos seus dados.",
    ),
    "home_lead_all": _P(
        "All twenty questions flow from your data.", "As vinte perguntas já correm a partir dos seus dados."
    ),
    "home_lead_one": _P(
        "One of twenty questions flows from your data so far.",
        "Uma das vinte perguntas já corre a partir dos seus dados.",
    ),
    "home_lead_none": _P(
        "No question flows yet. Start by bringing a table.",
        "Nenhuma pergunta corre ainda. Comece trazendo uma tabela.",
    ),
    "picture_label": _P(
        "The stream: the company's tables feed the upstream questions, these join in decisions, "
        "which flow through the downstream questions into growth. Every element is a link.",
        "A corrente: as tabelas da empresa alimentam as perguntas de upstream, que se juntam nas decisões, "
        "que passam pelas perguntas de downstream e chegam ao crescimento. Cada elemento é um link.",
    ),
    "springs": _P("Your data", "Seus dados"),
    "decisions": _P("Decisions", "Decisões"),
    "growth": _P("Growth", "Crescimento"),
    "growth_later": _P("No number yet: it comes with the plan.", "Ainda sem número: ele vem com o plano."),
    "return": _P("what is learnt flows back", "o que se aprende volta para o início"),
    "bring": _P("bring {tables}", "traga {tables}"),
    "spring_label": _P("Table {table}: {rows} rows", "Tabela {table}: {rows} linhas"),
    "spring_dry": _P("Table {table}: not there yet", "Tabela {table}: ainda não existe"),
    "rows": _P("{n} rows", "{n} linhas"),
    "row": _P("1 row", "1 linha"),
    "missing": _P("not there yet", "ainda não existe"),
    "key_solid": _P("answered, better than guessing", "respondida, melhor que o palpite simples"),
    "key_soft": _P("in part, or no better than a simple guess", "em parte, ou não melhor que o palpite simples"),
    "key_dry": _P("dry: bring the table named", "seca: traga a tabela indicada"),
    "key_later": _P("not in this release", "não está nesta versão"),
    "key": _P("How to read it", "Como ler"),
    "answers_so_far": _P("The answers so far", "As respostas até agora"),
    "dry_questions": _P("What your data could still answer", "O que seus dados ainda podem responder"),
    "later_questions": _P("Not in this release", "Fora desta versão"),
    # work in progress
    "working": _P("Working it out", "Calculando"),
    "waiting": _P("Waiting to start", "Aguardando para começar"),
    "stopped": _P("Stopped. The answers so far are kept.", "Parado. As respostas já dadas foram mantidas."),
    "scoring": _P("Scoring earlier forecasts", "Conferindo previsões anteriores"),
    "forecasting": _P("Working out the forecast", "Calculando a previsão"),
    "drawing": _P("Drawing the pictures", "Desenhando as figuras"),
    "reading": _P("Reading the tables", "Lendo as tabelas"),
    "stop": _P("Stop", "Parar"),
    "go_on": _P("Go on", "Continuar"),
    "try_again": _P("Try again", "Tentar de novo"),
    "failed": _P("This did not work", "Isto não funcionou"),
    "broken": _P(
        "Something broke inside corrente: {error}. The terminal shows where.",
        "Algo quebrou dentro do corrente: {error}. O terminal mostra onde.",
    ),
    "not_yet_answered": _P("This answer is being worked out.", "Esta resposta está sendo calculada."),
    # a question's page
    "what_to_do": _P("What to do", "O que fazer"),
    "no_action": _P(
        "Nothing here asks for action now. The numbers below say why.",
        "Nada aqui pede ação agora. Os números abaixo dizem por quê.",
    ),
    "effect": _P("Expected effect", "Efeito esperado"),
    "effect_says": _P(
        "{value}{unit} (90% interval {low} to {high})", "{value}{unit} (intervalo de 90%: {low} a {high})"
    ),
    "numbers": _P("The numbers", "Os números"),
    "numbers_caption": _P(
        "Every number with its 90% interval: we are 90% sure that the true value lies between low and high.",
        "Cada número com seu intervalo de 90%: temos 90% de certeza de que o valor real está entre o menor e o maior.",
    ),
    "number_of": _P("Number", "Número"),
    "of_whom": _P("Of", "Recorte"),
    "value": _P("Value", "Valor"),
    "low": _P("Low", "Menor"),
    "high": _P("High", "Maior"),
    "unit": _P("Unit", "Unidade"),
    "download_csv": _P("Download as CSV", "Baixar em CSV"),
    "download_numbers": _P("Download the numbers (CSV)", "Baixar os números (CSV)"),
    "download_table": _P("Download “{name}” (CSV)", "Baixar “{name}” (CSV)"),
    "download_json": _P("The whole answer as JSON", "A resposta inteira em JSON"),
    "first_rows": _P("The first {n} of {all} rows", "As primeiras {n} de {all} linhas"),
    "people": _P("The people concerned", "As pessoas envolvidas"),
    "people_says": _P(
        "Every person has a score. Download all of them, to work with in your own tools.",
        "Cada pessoa tem uma pontuação. Baixe todas para usar nas suas ferramentas.",
    ),
    "people_csv": _P("Scores per person (CSV)", "Pontuação por pessoa (CSV)"),
    "people_parquet": _P("Scores per person (Parquet)", "Pontuação por pessoa (Parquet)"),
    "how_we_know": _P("How we know", "Como sabemos"),
    "proof": _P("The proof", "A prova"),
    "beats": _P(
        "On data that neither had seen, the model was better than “{baseline}”: {model} against {other} ({metric}).",
        "Em dados que nenhum dos dois tinha visto, o modelo foi melhor que “{baseline}”: {model} contra {other} "
        "({metric}).",
    ),
    "loses": _P(
        "On data that neither had seen, the model was not better than “{baseline}”: {model} against {other} "
        "({metric}). Read the numbers with that in mind.",
        "Em dados que nenhum dos dois tinha visto, o modelo não foi melhor que “{baseline}”: {model} contra {other} "
        "({metric}). Leia os números com isso em mente.",
    ),
    "no_backtest": _P(
        "The data was too short to hold some back and test the model on it.",
        "Os dados são curtos demais para guardar uma parte e testar o modelo nela.",
    ),
    "method": _P("The method", "O método"),
    "data_used": _P("The data used", "Os dados usados"),
    "table": _P("Table", "Tabela"),
    "rows_title": _P("Rows", "Linhas"),
    "set_aside": _P("Set aside", "Separadas"),
    "from": _P("From", "De"),
    "to": _P("To", "Até"),
    "statistician": _P("For the statistician", "Para quem é de estatística"),
    "parameters": _P("Parameters", "Parâmetros"),
    "parameter": _P("Parameter", "Parâmetro"),
    "log_likelihood": _P("log-likelihood", "log-verossimilhança"),
    "time_unit": _P("time in {unit}", "tempo em {unit}"),
    "inference": _P("Inference", "Inferência"),
    "pareto_k": _P("Pareto k-hat {k} (below 0.7 is sound)", "k-hat de Pareto {k} (abaixo de 0,7 é seguro)"),
    "draws": _P("{n} effective draws", "{n} amostras efetivas"),
    "counts": _P("Counts", "Contagens"),
    "references": _P("References", "Referências"),
    "caveats": _P("Mind that", "Atenção"),
    "figure_data": _P("The picture as a table", "A figura em tabela"),
    "observed": _P("Observed", "Observado"),
    "series": _P("Series", "Série"),
    "label": _P("What", "O quê"),
    "at": _P("At", "Em"),
    "moves_on": _P("Go on", "Seguem"),
    "end_well": _P("End well here", "Concluem aqui"),
    "leave": _P("Leave here", "Saem aqui"),
    "time_to_next": _P("Median time", "Tempo mediano"),
    # the personas' sheets
    "sheets_title": _P("Personas, one page each", "Personas, uma página cada"),
    "sheets_print": _P("Pages to print", "Páginas para imprimir"),
    "sheets_hint": _P("Print this page: each persona takes one sheet of A4.",
                      "Imprima esta página: cada persona ocupa uma folha A4."),
    "sheet_number": _P("Persona {n} of {total}", "Persona {n} de {total}"),
    "sheet_focus": _P("Focus on this one first", "Comece por esta"),
    "sheet_customers": _P("Customers", "Clientes"),
    "sheet_share": _P("of all customers", "de todos os clientes"),
    "sheet_value": _P("each is worth", "cada um vale"),
    "sheet_held": _P("of the value", "do valor"),
    "sheet_chance": _P("chance of being the best focus", "chance de ser o melhor foco"),
    "sheet_interval": _P("{low} to {high}", "{low} a {high}"),
    # a refusal
    "cannot_tell": _P("We cannot tell yet", "Ainda não dá para dizer"),
    "what_is_missing": _P("What is missing", "O que falta"),
    "next_step": _P("What to do next", "O próximo passo"),
    "template_for": _P("Empty table “{table}” with the right header (CSV)",
                       "Tabela “{table}” vazia com o cabeçalho certo (CSV)"),
    "bring_files": _P("Bring the files on the data page", "Traga os arquivos na página de dados"),
    "see_example": _P("See an example answer", "Ver um exemplo de resposta"),
    "example": _P("Example", "Exemplo"),
    "example_says": _P(
        "These numbers are those of a simulated company, not yours.",
        "Estes números são de uma empresa simulada, não da sua.",
    ),
    "back_to_own": _P("Back to your own question", "Voltar à sua pergunta"),
    "simulating": _P("Making the example company", "Criando a empresa de exemplo"),
    # the data page
    "data_title": _P("Your data", "Seus dados"),
    "data_lead": _P(
        "What was read, what was set aside and why, and which questions it answers.",
        "O que foi lido, o que foi separado e por quê, e a quais perguntas isso responde.",
    ),
    "tables_found": _P("The tables", "As tabelas"),
    "columns": _P("Columns", "Colunas"),
    "attributes": _P("further columns: {names}", "outras colunas: {names}"),
    "notes": _P("Notes", "Observações"),
    "no_tables": _P("No table has been recognised yet.", "Nenhuma tabela foi reconhecida ainda."),
    "rejects": _P("Rows set aside", "Linhas separadas"),
    "rejects_says": _P(
        "{n} rows of {table} were set aside. They are in no answer.",
        "{n} linhas de {table} foram separadas. Não entram em nenhuma resposta.",
    ),
    "rejects_none": _P("No row was set aside.", "Nenhuma linha foi separada."),
    "rejects_all": _P("All rows set aside of {table} (CSV)", "Todas as linhas separadas de {table} (CSV)"),
    "read_from": _P("Read from", "Lida de"),
    "contract_column": _P("Column in corrente", "Coluna no corrente"),
    "your_column": _P("Column in your file", "Coluna no seu arquivo"),
    "cover_answered": _P("can be answered", "dá para responder"),
    "cover_partly": _P("in part", "em parte"),
    "cover_missing": _P("not yet", "ainda não"),
    "coverage": _P("The twenty questions", "As vinte perguntas"),
    "question": _P("Question", "Pergunta"),
    "can_answer": _P("With this data", "Com estes dados"),
    "what_to_bring": _P("What to bring", "O que trazer"),
    "add_files": _P("Add files", "Adicionar arquivos"),
    "add_says": _P(
        "CSV, Parquet or JSON lines, up to {size} MB at a time. They go into the company's folder on this machine.",
        "CSV, Parquet ou JSON por linha, até {size} MB por vez. Eles vão para a pasta da empresa nesta máquina.",
    ),
    "choose": _P("Files", "Arquivos"),
    "replace": _P("Replace files of the same name", "Substituir arquivos de mesmo nome"),
    "upload": _P("Add and read", "Adicionar e ler"),
    "added": _P("Added: {names}.", "Adicionado: {names}."),
    "mapping": _P("How the files were understood", "Como os arquivos foram entendidos"),
    "first_files": _P("Drop your files here", "Solte os seus arquivos aqui"),
    "first_says": _P(
        "Exports of your shop, CRM, ads or survey, as they are. You then see what each file and column was taken for.",
        "Exportações da loja, do CRM, dos anúncios ou de pesquisas, como estão. Depois você confere como cada arquivo "
        "e cada coluna foram entendidos.",
    ),
    "first_example": _P("See what an answer looks like", "Veja como é uma resposta"),
    "mapping_ask": _P("Say what each file and column is", "Diga o que é cada arquivo e cada coluna"),
    "mapping_title": _P("What each file holds", "O que cada arquivo contém"),
    "mapping_lead": _P(
        "This is how your files would be read. Change what is wrong, then save: it is kept in corrente.toml.",
        "É assim que os seus arquivos seriam lidos. Mude o que estiver errado e salve: fica guardado em corrente.toml.",
    ),
    "mapping_company": _P("Your company", "A sua empresa"),
    "company_name": _P("Name", "Nome"),
    "company_currency": _P("Currency", "Moeda"),
    "company_timezone": _P("Time zone", "Fuso horário"),
    "company_language": _P("Language", "Idioma"),
    "company_model": _P("Customers", "Clientes"),
    "model_non-contractual": _P("buy whenever they like", "compram quando querem"),
    "model_contractual": _P("sign contracts or subscribe", "assinam contratos ou planos"),
    "mapping_holds": _P("This file holds", "Este arquivo contém"),
    "mapping_nothing": _P("nothing to be read", "nada a ser lido"),
    "mapping_values": _P("First values", "Primeiros valores"),
    "mapping_required": _P("required", "obrigatória"),
    "mapping_kept": _P("Kept as free attributes: {columns}.", "Guardadas como atributos livres: {columns}."),
    "mapping_left": _P("Not used: {columns}.", "Não usadas: {columns}."),
    "mapping_lacks": _P(
        "{file}: say which columns are {columns}; {table} cannot do without them.",
        "{file}: diga quais colunas são {columns}; {table} não vive sem elas.",
    ),
    "mapping_save": _P("Save and read", "Salvar e ler"),
    "mapping_look": _P("Show the columns of the tables chosen", "Mostrar as colunas das tabelas escolhidas"),
    "templates": _P("Empty tables to fill in", "Tabelas vazias para preencher"),
    "templates_says": _P(
        "Each with the right header and one example row.", "Cada uma com o cabeçalho certo e uma linha de exemplo."
    ),
    # the scorecard
    "scorecard": _P("Scorecard", "Indicadores"),
    "scorecard_title": _P("{company}: the scorecard", "{company}: os indicadores"),
    "scorecard_lead": _P(
        "Every metric is defined once and read by marketing and sales alike. The interval holds the true value with a "
        "chance of 90%.",
        "Cada indicador é definido uma vez só e vale tanto para marketing quanto para vendas. O intervalo contém o "
        "valor real com 90% de chance.",
    ),
    "scorecard_waiting": _P("The scorecard is being worked out.", "Os indicadores estão sendo calculados."),
    "metric": _P("Metric", "Indicador"),
    "family": _P("Family", "Família"),
    "interval": _P("90% interval", "Intervalo de 90%"),
    "booked": _P("booked, not estimated", "lançado, não estimado"),
    "history": _P("History", "Histórico"),
    "history_begins": _P("begins with this run", "começa nesta rodada"),
    "month_before": _P("Against the month before", "Ante o mês anterior"),
    "year_before": _P("Against a year before", "Ante um ano antes"),
    "may_be_chance": _P("may be chance", "pode ser acaso"),
    "source": _P("Source", "Fonte"),
    "from_answer": _P("answer: {question}", "resposta: {question}"),
    "from_counts": _P("counts: {tables}", "contagens: {tables}"),
    "formula": _P("How it is worked out", "Como é calculado"),
    "definitions": _P("How each metric is defined", "Como cada indicador é definido"),
    "absent": _P("What the data does not give yet", "O que os dados ainda não mostram"),
    "download_scorecard": _P("Download the scorecard (CSV)", "Baixar os indicadores (CSV)"),
    "scorecard_json": _P("The whole scorecard as JSON", "Os indicadores inteiros em JSON"),
    "spark_months": _P("{name}: {n} months, from {first} to {last}", "{name}: {n} meses, de {first} a {last}"),
    "spark_runs": _P("{name}: {n} readings, from {first} to {last}", "{name}: {n} leituras, de {first} a {last}"),
    # errors
    "not_found": _P("There is no such page", "Esta página não existe"),
    "not_found_says": _P("The address may be misspelt. The stream is a good place to start again.",
                         "O endereço pode estar errado. A corrente é um bom lugar para recomeçar."),
    "refused": _P("This was refused", "Isto foi recusado"),
    "foreign_host": _P(
        "corrente answers only to requests for this machine.", "O corrente só atende a pedidos para esta máquina."
    ),
    "foreign_origin": _P(
        "The request came from another site.", "O pedido veio de outro site."
    ),
    "too_large": _P(
        "The files are larger than {size} MB together. Put them into the company's folder yourself; "
        "they are read from there.",
        "Os arquivos juntos passam de {size} MB. Coloque-os você mesmo na pasta da empresa; eles são lidos dali.",
    ),
    "no_length": _P("The request does not say how long it is.", "O pedido não diz o seu tamanho."),
    "no_files": _P("No file was chosen.", "Nenhum arquivo foi escolhido."),
    "bad_kind": _P(
        "“{name}” is no CSV, Parquet or JSON lines file.", "“{name}” não é um arquivo CSV, Parquet ou JSON por linha."
    ),
    "bad_name": _P(
        "“{name}” cannot be the name of a table's file.", "“{name}” não serve como nome de arquivo de tabela."
    ),
    "is_there": _P(
        "“{name}” is there already. Tick “replace” if the new file should take its place.",
        "“{name}” já existe. Marque “substituir” se o arquivo novo deve tomar o lugar dele.",
    ),
    "back": _P("Back to the stream", "Voltar à corrente"),
    # the report
    "report_title": _P("{company}: what the data says", "{company}: o que os dados dizem"),
    "report_lead": _P("{n} questions answered. Every number has its 90% interval.",
                      "{n} perguntas respondidas. Cada número vem com seu intervalo de 90%."),
    "contents": _P("Contents", "Conteúdo"),
    "not_answered": _P("What could not be answered", "O que não deu para responder"),
}  # fmt: skip


def text(key: str, language: Language, **values: Number | Phrase | str) -> str:
    """The text of that key in ``language``, its places filled; raises ``KeyError`` for a key that is not here."""
    found = TEXTS[key]
    return Phrase(found.en, found.pt, values).say(language)

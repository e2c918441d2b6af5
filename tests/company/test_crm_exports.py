# ruff: noqa: E501 - a header stands as the export has it
"""CRM exports with the real column names, from the interface and from a warehouse, read without a mapping."""

from __future__ import annotations

import shutil
from pathlib import Path

from corrente.company.books import Books, open_books
from corrente.company.checks import Reason
from tests.company.helpers import day, lenient, rows, write
from tests.data import shared

HUBSPOT_DEALS = """Record ID,Deal Name,Pipeline,Deal Stage,Amount,Close Date,Create Date,Deal owner,Associated Company IDs,Original Source,Plan asked for
101,Acme,Sales,Closed Won,"12,500.50",2025-02-01 10:00,2025-01-05 09:00,Ana,7;8,Organic Search,Pro
102,Beta,Sales,Closed Lost,900,2025-02-03 10:00,2025-01-06 09:00,Rui,8,Paid Social,Basic
103,Gama,Sales,Appointment Scheduled,,2099-01-31 10:00,2025-01-07 09:00,Rui,,Paid Social,Pro
"""
HUBSPOT_DEALS_PT = """ID do registro;Nome do negócio;Etapa do negócio;Valor;Data de fechamento;Data de criação;Proprietário do negócio
101;Acme;Negócio ganho;12.500,50;01/02/2025;05/01/2025;Ana
102;Beta;Negócio perdido;900;03/02/2025;06/01/2025;Rui
103;Gama;Proposta;1.000;31/12/2099;27/01/2025;Rui
"""
HUBSPOT_CONTACTS = """Record ID,First Name,Last Name,Email,Lifecycle Stage,Lead Status,Original Source,Contact owner,Create Date,Became a Customer Date,Job Title
1,Ana,Lima,ana@example.com,Customer,,Organic Search,Rui,2025-01-01,2025-01-20,Director
2,Bia,Sá,bia@example.com,Lead,Unqualified,Paid Search,Rui,2025-01-02,,Analyst
3,Cid,Luz,cid@example.com,Marketing Qualified Lead,New,Referral,Rui,2025-01-03,,Director
"""
HUBSPOT_COMPANIES = """Record ID,Company name,Company owner,Create Date,City,Country/Region,State/Region,Industry,Number of Employees
7,Acme Ltda,Ana,2024-12-01 08:00,Campinas,Brazil,SP,Retail,120
8,Beta SA,Rui,2024-12-02 08:00,Recife,Brazil,PE,Software,15
"""
SALESFORCE_REPORT = """Opportunity ID,Opportunity Name,Account Name,Stage,Amount,Close Date,Created Date,Lead Source,Opportunity Owner,Probability (%),Type
0061,Acme,Acme Ltda,Closed Won,12500.5,2025-02-01,2025-01-05,Web,Ana,100,New
0062,Beta,Beta SA,Closed Lost,900,2025-02-03,2025-01-06,Referral,Rui,0,New
0063,Gama,Gama,Negotiation/Review,,2099-01-31,2025-01-07,Web,Rui,60,Upsell
"""
SALESFORCE_REPORT_PT = """"Nome da oportunidade";"Nome da conta";"Fase";"Valor";"Data de fechamento";"Data de criação";"Origem do lead";"Proprietário da oportunidade"
"Acme";"Acme Ltda";"Fechado e ganho";"12.500,50";"01/02/2025";"05/01/2025";"Web";"Ana"
"Beta";"Beta SA";"Fechado e perdido";"900,00";"03/02/2025";"06/01/2025";"Indicação";"Rui"
"Gama";"Gama";"Negociação";"";"31/12/2099";"27/01/2025";"Web";"Rui"
"""
SALESFORCE_API = """Id,AccountId,Name,StageName,Amount,CloseDate,CreatedDate,LeadSource,OwnerId,IsWon,IsClosed,IsDeleted,ForecastCategory,Industry__c,SystemModstamp
0061,001,Acme,Contrato,12500.5,2025-02-01,2025-01-05T09:00:00.000Z,Web,005,true,true,false,Closed,Retail,2025-02-01
0062,001,Beta,Encerrado,900,2025-02-03,2025-01-06T09:00:00.000Z,Web,005,false,true,false,Omitted,Software,2025-02-03
0063,001,Gama,Proposta,,2099-01-31,2025-01-07T09:00:00.000Z,Web,005,false,false,false,Pipeline,Retail,2025-02-03
0064,001,Teste,Proposta,,2099-01-31,2025-01-07T09:00:00.000Z,Web,005,false,false,true,Pipeline,Retail,2025-02-03
"""
SALESFORCE_HISTORY = """Id,OpportunityId,StageName,Amount,ExpectedRevenue,CloseDate,Probability,ForecastCategory,CreatedById,CreatedDate,SystemModstamp,IsDeleted
1,0061,Proposta,100,10,2025-02-01,10,Pipeline,005,2025-01-05T09:00:00.000Z,2025-01-05,false
2,0061,Proposta,200,20,2025-02-01,10,Pipeline,005,2025-01-08T09:00:00.000Z,2025-01-08,false
3,0061,Contrato,200,200,2025-02-01,100,Closed,005,2025-02-01T09:00:00.000Z,2025-02-01,false
"""
SALESFORCE_LEADS = """Lead ID,First Name,Email,Lead Source,Lead Status,Created Date,Converted,Converted Date,Industry,Lead Owner
00Q1,Ana,ana@example.com,Web,Closed - Converted,2025-01-05,1,2025-01-15,Retail,Rui
00Q2,Bia,bia@example.com,Event,Unqualified,2025-01-06,0,,Software,Rui
00Q3,Cid,cid@example.com,Web,Working,2025-01-07,0,,Retail,Rui
"""


def outcomes(books: Books, table: str = "opportunities") -> list[str]:
    return [r["outcome"] for r in rows(books, table)]


def check_three_deals(books: Books) -> None:
    """Won on 1 February for 12,500.50, lost on 3 February, open: its expected close date is no close date."""
    deals = rows(books, "opportunities")
    assert [r["outcome"] for r in deals] == ["won", "lost", "open"]
    assert [r["closed_day"] for r in deals] == [day("2025-02-01"), day("2025-02-03"), None]
    assert [r["amount"] for r in deals[:2]] == [125_005_000, 9_000_000]
    assert books.checks["opportunities"].rejected == 0


def test_hubspot_deals_from_the_interface(tmp_path: Path) -> None:
    books = open_books(write(tmp_path, all_deals_csv=HUBSPOT_DEALS, companies_csv=HUBSPOT_COMPANIES))
    check_three_deals(books)
    deals = rows(books, "opportunities")
    assert [(r["customer_id"], r["owner"], r["source"]) for r in deals][:2] == [
        (7, "Ana", "Organic Search"), (8, "Rui", "Paid Social")
    ]  # fmt: skip
    assert books.profile.tables["opportunities"].attributes == ("Pipeline", "Plan asked for")
    customers = {r["customer_id"]: (r["industry"], r["region"], r["size"]) for r in rows(books, "customers")}
    assert customers == {7: ("Retail", "SP", "120"), 8: ("Software", "PE", "15")}


def test_hubspot_deals_in_portuguese(tmp_path: Path) -> None:
    check_three_deals(open_books(write(tmp_path, negocios_hubspot_csv=HUBSPOT_DEALS_PT)))


def test_hubspot_contacts_are_leads(tmp_path: Path) -> None:
    books = open_books(write(tmp_path, contacts_export_csv=HUBSPOT_CONTACTS))
    assert outcomes(books, "leads") == ["won", "lost", "open"]
    leads = rows(books, "leads")
    assert [r["converted_day"] for r in leads] == [day("2025-01-20"), None, None]
    assert books.profile.tables["leads"].attributes == ("Job Title",)
    assert all("@" not in str(value) for lead in leads for value in lead.values())


def test_salesforce_report(tmp_path: Path) -> None:
    books = open_books(write(tmp_path, report_csv=SALESFORCE_REPORT))
    check_three_deals(books)
    # the probability is 100 for what is won: it was written afterwards
    assert books.profile.tables["opportunities"].attributes == ("Type",)


def test_salesforce_report_with_its_last_lines(tmp_path: Path) -> None:
    last = (
        '"Grand Totals (3 records)"\n\n"Opportunity report"\n"Copyright (c) 2000-2025 salesforce.com, inc. All rights '
        'reserved."\n"Confidential Information - Do Not Distribute"\n"Generated By:  Ana  3/1/2025 10:53 AM"\n"Aurora"\n'
    )
    more = "".join(f"01{n},Deal {n},Delta,Prospecting,10,,2025-01-09,Web,Ana,10,New\n" for n in range(10))
    books = open_books(write(tmp_path, report_csv=SALESFORCE_REPORT + more + last))
    assert len(rows(books, "opportunities")) == 13
    assert not books.checks["opportunities"].reasons


def test_salesforce_report_in_portuguese(tmp_path: Path) -> None:
    check_three_deals(open_books(write(tmp_path, relatorio_csv=SALESFORCE_REPORT_PT.encode("cp1252"))))


def test_salesforce_objects_trust_the_flags_and_leave_deleted_rows_out(tmp_path: Path) -> None:
    books = open_books(write(tmp_path, objects_csv=SALESFORCE_API, changes_csv=SALESFORCE_HISTORY))
    check_three_deals_ignoring_deleted(books)
    stages = [(r["stage"], r["entered_day"]) for r in rows(books, "stage_changes")]
    assert stages == [("Proposta", day("2025-01-05")), ("Contrato", day("2025-02-01"))]
    assert books.profile.tables["opportunities"].attributes == ("Industry__c",)


def check_three_deals_ignoring_deleted(books: Books) -> None:
    assert outcomes(books) == ["won", "lost", "open"]
    assert books.checks["opportunities"].reasons == {Reason.DECLARED: 1}


def test_salesforce_leads(tmp_path: Path) -> None:
    books = open_books(write(tmp_path, report_csv=SALESFORCE_LEADS))
    assert outcomes(books, "leads") == ["won", "lost", "open"]
    assert [r["converted_day"] for r in rows(books, "leads")] == [day("2025-01-15"), None, None]


def test_hubspot_warehouse(tmp_path: Path) -> None:
    deals = (
        "deal_id,is_deleted,deal_pipeline_id,deal_pipeline_stage_id,owner_id,portal_id,property_dealname,"
        "property_amount,property_closedate,property_createdate\n"
        "1,false,p,s1,9,1,A,100.5,2025-02-01 10:00:00,2025-01-01 10:00:00\n"
        "2,false,p,s2,9,1,B,50,2025-02-02 10:00:00,2025-01-02 10:00:00\n"
        "3,false,p,s3,9,1,C,,2099-01-01 00:00:00,2025-01-03 10:00:00\n"
        "4,true,p,s3,9,1,D,,,2025-01-03 10:00:00\n"
    )
    stages = (
        "active,closed_won,is_closed,display_order,probability,stage_id,label,pipeline_id\n"
        "true,true,true,3,1.0,s1,Signed,p\ntrue,false,true,4,0.0,s2,Gone,p\ntrue,false,false,1,0.2,s3,Talking,p\n"
    )
    history = "deal_id,value,date_entered,source\n1,s3,2025-01-01 10:00:00,CRM\n1,s1,2025-02-01 10:00:00,CRM\n"
    links = "company_id,deal_id,type_id,category\n70,1,1,HUBSPOT_DEFINED\n"
    owners = "owner_id,portal_id,type,email,first_name,last_name,active_user_id\n9,1,PERSON,x,Ana,Lima,3\n"
    folder = write(
        tmp_path, deal_csv=deals, deal_pipeline_stage_csv=stages, deal_stage_csv=history, deal_company_csv=links,
        owner_csv=owners,
    )  # fmt: skip
    books = open_books(folder)
    assert outcomes(books) == ["won", "lost", "open"]
    first = rows(books, "opportunities")[0]
    assert (first["customer_id"], first["owner"], first["amount"]) == (70, "Ana Lima", 1_005_000)
    assert [r["closed_day"] for r in rows(books, "opportunities")] == [day("2025-02-01"), day("2025-02-02"), None]
    assert [r["stage"] for r in rows(books, "stage_changes")] == ["Talking", "Signed"]


def test_warehouse_seeds_enter_whole(tmp_path: Path) -> None:
    sizes = {}
    for part in ("hubspot", "salesforce"):
        folder = tmp_path / part
        folder.mkdir()
        for file in (shared("export_formats") / part).glob("*.csv"):
            shutil.copy(file, folder / file.name)
        books = lenient(folder)
        sizes[part] = {table: check.rows for table, check in books.checks.items()}
        assert all(set(check.reasons) <= {Reason.DECLARED} for check in books.checks.values())
    # rows of the files that hold them, by their source's own description; the ten deals are in ten states of a stage
    assert sizes["hubspot"] == {
        "customers": 24, "touchpoints": 100, "leads": 22, "opportunities": 44, "stage_changes": 14, "tickets": 25,
    }  # fmt: skip
    assert sizes["salesforce"] == {"customers": 10, "orders": 10, "leads": 1, "opportunities": 10, "stage_changes": 10}
